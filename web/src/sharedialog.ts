// A link that holds the redacted documents: everything in it is shown before it can be copied.
import { openDialog } from "./dialog";
import { copyButton, download, h } from "./dom";
import { fragmentOf, linkIsLong, linkIsTooLong, sharedText, type Shared } from "./sharelink";
import type { Context } from "./views";

function sharedOf({ redactor, store }: Context): Shared {
  const decoder = new TextDecoder();
  const documents = redactor.files().map(({ path, bytes, role = "any" }) => ({
    path,
    text: decoder.decode(bytes),
    ...(role === "any" ? {} : { role }),
  }));
  const { launchType } = store.state.options;
  return launchType ? { documents, launchType } : { documents };
}

/** A page opened as a file has a path of this machine in its address: that does not leave. */
function linkOf(fragment: string): string {
  const isWeb = /^https?:$/.test(location.protocol);
  return isWeb ? `${location.origin}${location.pathname}${fragment}` : fragment;
}

function contents({ documents }: Shared): HTMLElement {
  return h(
    "div",
    { class: "outgoing" },
    ...documents.flatMap(({ path, text }) => [
      h("h3", {}, path),
      h("pre", { tabindex: 0, role: "region", "aria-label": `What leaves of ${path}` }, text),
    ]),
  );
}

function fileInstead(text: string): HTMLElement {
  return h(
    "button",
    { class: "primary", id: "share-file", click: () => download("shared.rolecall.json", text, "application/json") },
    "Download as a file",
  );
}

function linkPart(link: string, text: string): Node[] {
  if (link.length > linkIsTooLong) {
    return [
      h("p", { class: "danger" }, `A link would have ${link.length} characters, more than the ${linkIsTooLong} that browsers and chats carry. Send a file; it opens when it is dropped on this page.`),
      h("div", { class: "actions" }, fileInstead(text)),
    ];
  }
  const field = h("textarea", { id: "share-link", readonly: true, rows: 3, "aria-label": "The link" });
  field.value = link;
  return [
    field,
    h("p", { class: "help", id: "share-length" }, `${link.length} characters`, link.length > linkIsLong ? `: chats may cut links above ${linkIsLong}. A file is safer.` : "."),
    link.startsWith("#")
      ? h("p", { class: "help" }, "This page is a file: put the link behind the address of a rolecall page. The path of your file is left out.")
      : null,
    h("div", { class: "actions" }, copyButton("Copy the link", () => link, "copy-link"), link.length > linkIsLong ? fileInstead(text) : null),
  ].filter((node) => node !== null);
}

export async function linkDialog(context: Context): Promise<void> {
  const shared = sharedOf(context);
  const text = sharedText(shared);
  const leaks = context.redactor.leaksOf(text);
  if (leaks.length > 0) {
    const found = [...new Set(leaks.map(({ detector }) => detector))].join(", ");
    openDialog("No link yet", () => [
      h("p", { class: "danger" }, `What would leave still looks like it holds a secret (${found}).`),
      h("p", {}, "If you shared originals, hide them again; a report or a link takes only what passes this last look."),
    ]);
    return;
  }
  const link = linkOf(await fragmentOf(text));
  openDialog("Share link", () => [
    h("p", {}, "The documents travel in the part of the address behind #, which browsers do not send to servers. Whoever has the link can read all of this:"),
    contents(shared),
    ...linkPart(link, text),
  ]);
}
