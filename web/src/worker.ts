// The core away from the page, for large input. The first message is the module's bytes.
import type { WorkerAnswer, WorkerRequest } from "./analyst";
import { openEngine, type Engine } from "./engine";

let engine: Promise<Engine> | undefined;

onmessage = async ({ data }: MessageEvent<ArrayBuffer | WorkerRequest>) => {
  if (data instanceof ArrayBuffer) {
    engine = openEngine(data);
    return;
  }
  const analysis = (await engine!).analyse(data.files, data.options);
  postMessage({ sequence: data.sequence, analysis } satisfies WorkerAnswer);
};
