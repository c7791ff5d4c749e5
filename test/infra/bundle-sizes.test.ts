import { expect, test } from 'vitest';
import { bundleFunctions } from '../../infra/bundling/bundle-functions.ts';
import { measureBundles } from '../../infra/bundling/measure-bundles.ts';

/** A cold start reads all of it. Bytes. */
const limits = { own: 150_000, withSdk: 700_000 };

test('a bundle has less than 150 kB beside the SDK, and less than 700 kB with it', async () => {
  const { metafile } = await bundleFunctions();
  const sizes = Object.entries(measureBundles(metafile));
  expect(sizes.length).toBeGreaterThan(5);
  const large = sizes.filter(
    ([, { bytes, sdkBytes }]) => bytes - sdkBytes > limits.own || bytes > limits.withSdk,
  );
  expect(large.map(([name, { bytes, sdkBytes }]) => `${name}: ${bytes - sdkBytes} of ${bytes}`)).toEqual([]);
});
