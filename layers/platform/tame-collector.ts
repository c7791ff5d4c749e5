import { setFlagsFromString } from 'node:v8';

/** How much V8 lets its heap and the buffers beside it grow before it collects all of it: by one and a half times. */
const growthPercent = 150;

/**
 * For a process through which whole files stream. V8 counts the buffers of a stream towards a limit of a few MB above
 * a small heap, and so collected all of it forty times in 200 MB, a second of CPU, although the cheap collection of
 * young objects frees those buffers. It is a flag of V8, which `NODE_OPTIONS` does not take.
 */
export function tameCollector(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
}
