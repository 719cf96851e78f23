// Keeps the pages of this site, so that they open without a network. It fetches them once for each
// build, answers from what it kept, and asks for nothing else.
//
// On loopback (`rolecall serve`) it asks first: a port belongs to one program now and to another
// later, and what that one shows must not be hidden behind a page that was kept.
const cacheName = "rolecall-<!--build-->";
const pages = <!--pages-->;
const loopback = ["127.0.0.1", "localhost", "[::1]"];

self.addEventListener("install", (event) => {
  const fresh = pages.map((page) => new Request(page, { cache: "reload" }));
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  const forget = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("rolecall-") && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

// A page that is open decides when it gives way to a newer one.
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const scope = new URL(self.registration.scope);
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== scope.origin) return;
  const name = pathname.slice(scope.pathname.length) || "index.html";
  if (!pages.includes(name)) return;
  const kept = () => caches.open(cacheName).then((cache) => cache.match(name));
  const fresh = () => fetch(event.request);
  const [first, second] = loopback.includes(scope.hostname) ? [fresh, kept] : [kept, fresh];
  const answer = first().catch(() => undefined).then((response) => response ?? second());
  event.respondWith(answer.then((response) => response ?? Response.error()));
});
