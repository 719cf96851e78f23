// The person's key. It is held here and nowhere else; whoever needs it gets headers, not the key.
import type { Provider } from "./providers";

const slot = (provider: Provider) => `rolecall-key-${provider.id}`;

/** Why this cannot be a key, as a sentence; empty if it can. Never holds a part of it. */
export function refusal(key: string): string {
  if (/^(AKIA|ASIA)[A-Z0-9]{16}$/.test(key)) {
    return "This is an AWS access key. It is not taken: use an API key of the provider, for Bedrock a short-term one";
  }
  return /^[\x21-\x7e]*$/.test(key) ? "" : "A key has neither spaces nor letters beyond ASCII";
}

export class KeyHolder {
  #key = "";
  #remembered = false;

  constructor(private readonly told: () => void) {
    // A page that is left may wait in the browser's cache, with all that it holds.
    addEventListener("pagehide", () => {
      this.#key = "";
      this.told();
    });
  }

  get present(): boolean {
    return this.#key !== "";
  }

  get remembered(): boolean {
    return this.#remembered;
  }

  take(key: string, provider: Provider): void {
    this.#key = key;
    this.#keep(provider);
    this.told();
  }

  /** What was remembered for this tab, when the provider is chosen or the page is shown again. */
  recall(provider: Provider): void {
    this.#key = sessionStorage.getItem(slot(provider)) ?? "";
    this.#remembered = this.#key !== "";
    this.told();
  }

  remember(wanted: boolean, provider: Provider): void {
    this.#remembered = wanted;
    this.#keep(provider);
  }

  forget(provider: Provider): void {
    this.#key = "";
    this.#remembered = false;
    this.#keep(provider);
    this.told();
  }

  headers(provider: Provider): Record<string, string> {
    return this.#key === "" ? {} : { [provider.keyHeader]: provider.keyPrefix + this.#key };
  }

  standsIn(text: string): boolean {
    return this.#key !== "" && text.includes(this.#key);
  }

  /** `text` without the key: providers quote it in their complaints. */
  without(text: string): string {
    return this.#key === "" ? text : text.replaceAll(this.#key, "[your key]");
  }

  #keep(provider: Provider): void {
    if (this.#remembered && this.#key !== "") sessionStorage.setItem(slot(provider), this.#key);
    else sessionStorage.removeItem(slot(provider));
  }
}
