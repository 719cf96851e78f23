// What looks like the worker and is not one. A worker keeps the policy under which it was made, so
// in this document there is none; large input is analysed here, between two frames.
import type { WorkerAnswer, WorkerRequest } from "../analyst";
import type { Engine } from "../engine";

export function openHere(engine: Engine): Worker {
  const here = {
    onmessage: null as ((event: { data: WorkerAnswer }) => void) | null,
    onerror: null,
    postMessage({ sequence, files, options }: WorkerRequest) {
      setTimeout(
        () => here.onmessage?.({ data: { sequence, analysis: engine.analyse(files, options) } }),
        0,
      );
    },
    terminate() {},
  };
  return here as unknown as Worker;
}
