import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashText } from '../hash-text.ts';

export type SigningKey = {
  /** Names the key in tokens. */
  id: string;
  privateKey: KeyObject;
  /** The public half, as a JSON Web Key. */
  publicJwk: JsonWebKey;
};

const bits = 2048;

/** The key of the local issuer: made at the first start, kept in the state folder where its owner alone can read it. */
export async function openSigningKey(stateDir: string): Promise<SigningKey> {
  const path = join(stateDir, 'issuer-key.pem');
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const privateKey = kept === null ? await makeKey(path) : createPrivateKey(kept);
  const publicJwk = createPublicKey(privateKey).export({ format: 'jwk' });
  return { id: hashText(JSON.stringify(publicJwk)), privateKey, publicJwk };
}

async function makeKey(path: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  // The mode of a new file is cut by the umask, and by nothing else.
  await chmod(path, 0o600);
  return privateKey;
}
