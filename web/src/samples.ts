// Samples by failure, and the one that the page opens with.
import type { Options } from "./engine";
import { loadJson } from "./resources";
import type { Store } from "./store";

export interface Sample {
  id: string;
  group: string;
  title: string;
  /** Of the check that it shows. */
  code?: string;
  files: { path: string; text: string }[];
  options: Options;
}

let all: Sample[] | undefined;

export function samples(): Sample[] {
  return (all ??= loadJson<Sample[]>("samples"));
}

export function openSample(store: Store, id: string): boolean {
  const sample = samples().find((known) => known.id === id);
  if (!sample) return false;
  const encoder = new TextEncoder();
  store.state.options = { ...sample.options };
  store.replaceAll(
    sample.files.map(({ path, text }) => ({ path, bytes: encoder.encode(text) })),
  );
  return true;
}
