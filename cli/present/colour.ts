import { styleText } from 'node:util';
import type { Output } from '../session.ts';

/** The few colours in use, each with one meaning: good, wrong, worth a look, beside the point, a heading. */
export type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

/** The text in that colour where the output shows colours, else as it is. */
export function colour(output: Pick<Output, 'colours'>, style: Colour, text: string): string {
  return output.colours ? styleText(style, text, { validateStream: false }) : text;
}
