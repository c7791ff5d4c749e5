import type { BusinessUnit, ExportSettings } from '../business-unit.ts';
import { OutOfOrder } from '../errors.ts';
import { exportKeys, Latest, type Manifest } from './manifest.ts';
import type { ExportsBucket } from './ports.ts';

type PublishDeps = { unit: BusinessUnit; settings: ExportSettings; bucket: ExportsBucket };

/**
 * Moves the pointer to a run, then delivers its files. Both only ever go forward.
 * @param confirm throws when another run may have begun: before each step that readers could see
 * @throws OutOfOrder `newer-run-published`
 */
export async function publishRun(
  deps: PublishDeps,
  manifest: Manifest,
  confirm: () => Promise<void>,
): Promise<void> {
  await confirm();
  await movePointer(deps, manifest);
  const { delivery } = deps.settings;
  if (delivery !== null) await deliver(deps.bucket, delivery, manifest, confirm);
}

async function movePointer({ unit, bucket }: PublishDeps, { run, asOfEvent }: Manifest): Promise<void> {
  const key = exportKeys.latest(unit.name);
  const next: Latest = { run, asOfEvent, manifest: exportKeys.manifest(unit.name, run) };
  for (;;) {
    const current = await bucket.readJson(key);
    const published = current === null ? null : Latest.parse(current.value);
    if (published && published.run > run) {
      throw new OutOfOrder(
        'newer-run-published',
        `Run ${published.run} was published before run ${run} was.`,
        {
          run,
        },
      );
    }
    if (await bucket.replaceJson(key, next, current?.etag ?? null)) return;
  }
}

/** While files are being replaced there is no marker: whoever reads waits for it, and never mixes two runs. */
async function deliver(
  bucket: ExportsBucket,
  folder: string,
  manifest: Manifest,
  confirm: () => Promise<void>,
): Promise<void> {
  const marker = exportKeys.marker(folder);
  const names = manifest.files.map(({ name }) => name);
  const wanted = new Set([...names.map((name) => exportKeys.delivered(folder, name)), marker]);
  const before = await bucket.list(exportKeys.delivered(folder, ''));
  await bucket.remove(marker);
  for (const name of names) {
    await confirm();
    await bucket.copy(exportKeys.file(manifest.unit, manifest.run, name), exportKeys.delivered(folder, name));
  }
  for (const key of before) if (!wanted.has(key)) await bucket.remove(key);
  await confirm();
  await bucket.writeJson(marker, manifest);
}
