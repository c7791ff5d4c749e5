import type { StageSettings } from '../stages.ts';
import { estimateCosts, totalOf, type CostLine, type Counted } from './estimate-costs.ts';
import { workloads, type Workload } from './workload.ts';

/** docs/generated/costs.md: what each stage costs in a month, line by line. */
export function describeCosts(stages: readonly { stage: StageSettings; counted: Counted }[]): string {
  const bills = stages.map(({ stage, counted }) => {
    const work = workloads[stage.name];
    if (!work) throw new Error(`infra/costs/workload.ts does not say what ${stage.name} has to do.`);
    return describeStage(stage, work, estimateCosts(stage, work, counted));
  });
  return `${[head, ...bills].join('\n\n')}\n`;
}

const head = `# What a month costs

Made by code from the sizes in \`infra/stages.ts\`, the work in \`infra/costs/workload.ts\` and AWS's list prices for us-east-1 as
of 2026 in \`infra/costs/prices.ts\`, which names their pages. Without free tiers, discounts and taxes. What a bootstrap costs
beside it is a few hours at the stage's largest capacity.`;

function describeStage(stage: StageSettings, work: Workload, lines: readonly CostLine[]): string {
  const rows = lines.map(
    ({ what, amount, of, price }) =>
      `| ${what} | ${round(amount)} ${of} | ${Number(price.toPrecision(6))} | ${(amount * price).toFixed(2)} |`,
  );
  const total = totalOf(lines);
  return [
    `## ${stage.name}`,
    '',
    `${stage.units.length} units with ${work.filesPerDay} files a day each, ${round(work.apiRequestsPerDay)} requests and ` +
      `${round(work.editsPerDay)} edits a day.`,
    '',
    '| what | how much | at USD | USD |',
    '|---|---:|---:|---:|',
    ...rows,
    `| **A month** | | | **${total.toFixed(2)}** |`,
    '',
    `The budget is ${stage.budget.monthlyUsd}; people are told at ${(stage.budget.monthlyUsd * 0.8).toFixed(0)}.`,
  ].join('\n');
}

/** Three digits that count, or whole numbers. */
function round(amount: number): string {
  return amount >= 100 ? Math.round(amount).toLocaleString('en-US') : String(Number(amount.toPrecision(3)));
}
