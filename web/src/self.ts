// The page as the browser received it, written down before anything changes it. The build writes its
// templates the way browsers serialise them, so this is the file byte for byte; if an extension or a
// proxy changed it, the hash is another one, as it should be.
const asReceived = `<!DOCTYPE html>\n${document.documentElement.outerHTML}`;

export function pageText(): string {
  return asReceived;
}

/** SHA-256 in hexadecimal; null where the browser does not calculate it. */
export async function hashOf(bytes: BufferSource): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
