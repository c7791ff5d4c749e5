import { checkColumns } from './check-columns.ts';
import { checkDecorators } from './check-decorators.ts';
import { checkFiles } from './check-files.ts';
import { checkMappings } from './check-mappings.ts';
import { checkTexts } from './check-texts.ts';
import type { ConfigurationProblem, ExportConfiguration } from './configuration.ts';
import type { Known } from './check-scope.ts';

/** Everything that keeps a configuration from being exported, table by table. Files that are switched off may be unfinished. */
export function checkConfiguration(configuration: ExportConfiguration, known: Known): ConfigurationProblem[] {
  const scope = { configuration, known };
  return [
    ...checkFiles(scope),
    ...checkColumns(scope),
    ...checkMappings(scope),
    ...checkDecorators(configuration.decorators),
    ...checkTexts(configuration),
  ];
}
