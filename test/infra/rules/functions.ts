import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { functionNames } from '../../../infra/bundling/function-names.ts';
import { liveUnits } from '../../../infra/live-units.ts';
import { ourFunctions, type Deployment } from '../deployment.ts';

/** What a function's `env.ts` asks for, by its folder. */
const environments = new Map(
  await Promise.all(
    functionNames.map(async (name) => {
      const { Env } = (await import(`../../../lambdas/${name}/env.ts`)) as { Env: z.ZodObject };
      return [name, Env] as const;
    }),
  ),
);

export function ruleFunctions(deployment: Deployment): void {
  const { stage, all, named, full } = deployment;

  describe('functions', () => {
    test('every function runs Node 24 on arm64 and writes to a log group of its own that forgets', () => {
      for (const { stack, Properties } of all('AWS::Lambda::Function')) {
        const name: string = Properties.FunctionName;
        expect({ name, runtime: Properties.Runtime, architectures: Properties.Architectures }).toEqual({
          name,
          runtime: 'nodejs24.x',
          architectures: ['arm64'],
        });
        const logGroup = named('AWS::Logs::LogGroup', `/aws/lambda/${name}`);
        expect(logGroup.stack, name).toBe(stack);
        expect(Properties.LoggingConfig?.LogGroup, name).toBe(`<${logGroup.id}>`);
        expect(logGroup.Properties.RetentionInDays, name).toBe(stage.logRetentionDays);
      }
    });

    test('no two functions share a role', () => {
      const roles = all('AWS::Lambda::Function').map(
        ({ stack, Properties }) => `${stack}/${Properties.Role}`,
      );
      expect(new Set(roles).size).toBe(roles.length);
    });

    test('every function of ours says what breaks when it fails and sits in the network', () => {
      for (const { Properties } of ourFunctions(deployment)) {
        expect(Properties.Description, Properties.FunctionName).toMatch(/^When it fails: .{20,}\.$/);
        expect(Properties.VpcConfig.SubnetIds, Properties.FunctionName).toHaveLength(2);
      }
    });

    test('every folder of lambdas/ is deployed', async () => {
      const folders = await readdir(new URL('../../../lambdas', import.meta.url), { withFileTypes: true });
      const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      expect(names.toSorted()).toEqual([...functionNames].toSorted());
      for (const name of names) {
        const deployed = ourFunctions(deployment).some(({ Properties }) =>
          Properties.FunctionName.startsWith(full(name)),
        );
        expect(deployed, `lambdas/${name} is in no stack`).toBe(true);
      }
    });

    test('every function gets exactly the environment that its env.ts asks for', () => {
      for (const { Properties } of ourFunctions(deployment)) {
        const name = functionNames.find((candidate) => Properties.FunctionName.startsWith(full(candidate)));
        const Env = environments.get(name!)!;
        const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, POWERTOOLS_METRICS_NAMESPACE, ...variables } =
          Properties.Environment.Variables;

        expect(Env.safeParse(variables).error, Properties.FunctionName).toBeUndefined();
        expect(Object.keys(variables).toSorted(), Properties.FunctionName).toEqual(
          Object.keys(Env.shape).toSorted(),
        );
        expect({ NODE_EXTRA_CA_CERTS, NODE_OPTIONS, POWERTOOLS_METRICS_NAMESPACE }).toEqual({
          NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
          NODE_OPTIONS: '--enable-source-maps --max-semi-space-size=4',
          POWERTOOLS_METRICS_NAMESPACE: `Millrace/${stage.name}`,
        });
      }
    });

    test('the functions that ring units know the queue of every unit that is live, and of no other', () => {
      const expected = Object.fromEntries(
        liveUnits(stage).map(({ name }) => [
          name,
          `https://sqs.example/000000000000/${full(`${name}-landing.fifo`)}`,
        ]),
      );
      for (const name of ['operate', 'reconcile-landing']) {
        const { Properties } = named('AWS::Lambda::Function', name);
        expect(JSON.parse(Properties.Environment.Variables.QUEUE_URLS), name).toEqual(expected);
      }
    });

    test('a loader may ring its own bell more often than Lambda takes for an accident', () => {
      for (const { name } of liveUnits(stage)) {
        expect(named('AWS::Lambda::Function', `load-files-${name}`).Properties.RecursiveLoop).toBe('Allow');
      }
    });
  });
}
