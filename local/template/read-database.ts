import type { LocalSecret } from '../http/secrets-api.ts';
import type { Resource, StageTemplate } from './stage-template.ts';

type Database = { host: string; port: number; name: string; username: string; password: string };

/**
 * The template's secrets with their values: one that is attached to the database says how to sign in to it, one of an
 * account at a third party where that is played here, others hold what the template gives them.
 * @param accounts by logical id
 */
export function readSecrets(
  template: StageTemplate,
  database: Database,
  accounts: Readonly<Record<string, string>>,
): LocalSecret[] {
  const attached = new Set(
    template
      .list('AWS::SecretsManager::SecretTargetAttachment')
      .map((attachment) => template.text(attachment, 'SecretId')),
  );
  return template.list('AWS::SecretsManager::Secret').map((secret) => {
    const arn = template.ref(secret);
    const value = attached.has(arn)
      ? signIn(database)
      : (accounts[secret.logicalId] ?? template.text(secret, 'SecretString', ''));
    return { name: secret.name, arn, value };
  });
}

/** As RDS keeps it. */
function signIn({ host, port, name, username, password }: Database): string {
  return JSON.stringify({ engine: 'postgres', host, port, dbname: name, username, password });
}

/** Whom and which database the template's cluster begins with. */
export function readCluster(template: StageTemplate): { administrator: string; databaseName: string } {
  const [cluster, ...others] = template.list('AWS::RDS::DBCluster');
  if (!cluster || others.length > 0) throw new Error('The templates must have one database cluster.');
  return {
    administrator: plainText(template, cluster, 'MasterUsername'),
    databaseName: plainText(template, cluster, 'DatabaseName'),
  };
}

/** They become part of SQL statements. */
function plainText(template: StageTemplate, cluster: Resource, property: string): string {
  const value = template.property(cluster, property);
  if (typeof value === 'string' && /^[a-z_][a-z0-9_]*$/.test(value)) return value;
  throw new Error(`${property} of the database cluster is no plain name: ${JSON.stringify(value)}.`);
}
