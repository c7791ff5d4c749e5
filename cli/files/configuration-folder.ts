import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TextDecoder } from 'node:util';
import { parse, type CsvError } from 'csv-parse/sync';
import type { ExportConfiguration } from '#core/export/configuration.ts';
import { configurationLists, type ConfigurationRows } from '#core/export/configuration-rows.ts';
import {
  readSheet,
  sheetName,
  writeSheet,
  type Cell,
  type SheetRecord,
} from '#core/export/configuration-sheet.ts';
import { Failure, misuse } from '../failure.ts';

/** The folder of the configuration that a unit can begin with. */
export function defaultConfigurationFolder(projectRoot: string): string {
  return join(projectRoot, 'layers', 'catalog', 'exports', 'heiler');
}

/**
 * The rows of the sheets in a folder; a sheet that is not there leaves its list out.
 * @throws Failure `bad-sheet`; `no-such-folder` and `no-sheets` when there is nothing to read
 */
export async function readConfigurationFolder(folder: string): Promise<ConfigurationRows> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw misuse('no-such-folder', `${folder} is not a folder.`);
  const rows: Record<string, unknown> = {};
  for (const list of configurationLists) {
    const name = sheetName(list);
    const bytes = await readOptional(join(folder, name));
    if (bytes === null) continue;
    const [header, ...records] = parseRecords(name, decode(name, bytes));
    rows[list] = readSheet(list, header?.cells ?? [], records);
  }
  if (Object.keys(rows).length > 0) return rows;
  const names = configurationLists.map(sheetName).join(', ');
  throw misuse('no-sheets', `${folder} has no sheet of a configuration.`, `They are called ${names}.`);
}

/** Writes the sheets of a configuration into a folder, over those that are there. Their paths. */
export async function writeConfigurationFolder(
  folder: string,
  configuration: ExportConfiguration,
): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    const paths: string[] = [];
    for (const list of configurationLists) {
      const path = resolve(folder, sheetName(list));
      await writeFile(path, writeSheet(list, configuration[list]));
      paths.push(path);
    }
    return paths;
  } catch (error) {
    throw new Failure('cannot-write', `${folder} cannot be written: ${(error as Error).message}`);
  }
}

async function readOptional(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Failure('cannot-read', `${path} cannot be read: ${(error as Error).message}`);
  }
}

function decode(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure('bad-sheet', `${name} is not UTF-8.`, 'Save it as "CSV UTF-8".');
  }
}

/** The records of a CSV that are not blank, each with the line it begins on. */
function parseRecords(name: string, text: string): SheetRecord[] {
  try {
    const options = { bom: true, info: true, skip_empty_lines: true, cast: castCell } as const;
    const parsed = parse(text, options) as unknown as { record: Cell[]; info: { lines: number } }[];
    const records = parsed.map(({ record: cells }, index) => {
      return { line: (parsed[index - 1]?.info.lines ?? 0) + 1, cells };
    });
    return records.filter(({ cells }) => cells.some((cell) => cell !== null && cell !== ''));
  } catch (error) {
    throw new Failure('bad-sheet', `${name} is no CSV: ${(error as CsvError).message}.`);
  }
}

/** Quotes tell the empty text from null. */
function castCell(value: string, { quoting }: { quoting: boolean }): Cell {
  return value === '' && !quoting ? null : value;
}
