import type { DescribeResponse } from '#core/operate/responses.ts';

/** Where a deployed stage is, and what lies there beside its functions. */
export type Place = {
  stage: string;
  account: string;
  region: string;
  landingBucket: string;
  exportsBucket: string;
  /** The units that are live in it, by name. */
  units: string[];
};

/** What the function `operate` says of its stage. The exports bucket, which it has no right to, goes by the same rule. */
export function placeOf(stage: string, described: DescribeResponse): Place {
  const { account, region, landingBucket, units } = described;
  return {
    ...{ stage, account, region, landingBucket },
    exportsBucket: `millrace-${stage}-exports-${account}`,
    units: units.map(({ name }) => name),
  };
}

/** `prod in 123456789012 us-east-1` */
export function describePlace({ stage, account, region }: Place): string {
  return `${stage} in ${account} ${region}`;
}
