import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ConfigureRequest } from '#core/operate/configure-requests.ts';
import type { OperateRequest } from '#core/operate/requests.ts';

/** What a function answers: a payload, or the error that Lambda reports of it. */
export type Answer = unknown;
/** What the command line asks of `operate`, or of `configure-exports`. */
export type AskedRequest = OperateRequest | ConfigureRequest;
export type Operate = (request: AskedRequest) => Answer;

/** A stand-in for a running stack: Lambda's Invoke API with canned answers, and a bucket that takes everything. */
export type StackDouble = {
  /** A folder of its own, gone when the double is closed; `endpoints.json` and `logs/` are in it. */
  folder: string;
  endpointsFile: string;
  /** With this environment the double is the stage `test` on AWS: all that is said beside it are addresses. */
  aws: Record<string, string>;
  logs: string;
  /** Objects that were put, by key. */
  objects: Map<string, Buffer>;
  requests: AskedRequest[];
  close(): Promise<void>;
};

export async function startStackDouble(functions: {
  operate?: Operate;
  migrate?: () => Answer;
  reconcile?: (request: unknown) => Answer;
  /** What the bucket answers to everything. */
  bucket?: Refusal;
}): Promise<StackDouble> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));
  const objects = new Map<string, Buffer>();
  const requests: AskedRequest[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const path = new URL(request.url ?? '/', 'http://double').pathname;
    const functionName = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
    if (functionName === undefined && functions.bucket) {
      const { status, type, message } = functions.bucket;
      response.writeHead(status).end(`<Error><Code>${type}</Code><Message>${message}</Message></Error>`);
      return;
    }
    if (functionName === undefined) {
      const key = decodeURIComponent(path).split('/').slice(2).join('/');
      if (request.method === 'GET') {
        const object = objects.get(key);
        const missing = '<Error><Code>NoSuchKey</Code><Message>There is none.</Message></Error>';
        response.writeHead(object ? 200 : 404).end(object ?? missing);
        return;
      }
      if (request.method === 'DELETE') {
        objects.delete(key);
        response.writeHead(204).end();
        return;
      }
      objects.set(key, body);
      response.writeHead(200, { etag: '"0"', 'x-amz-version-id': 'v1' }).end();
      return;
    }
    if (functionName === 'millrace-test-migrate-database' && functions.migrate) {
      answer(response, functions.migrate());
    } else if (functionName === 'millrace-test-reconcile-landing' && functions.reconcile) {
      answer(response, functions.reconcile(JSON.parse(body.toString())));
    } else if (/^millrace-test-(operate|configure-exports)$/.test(functionName) && functions.operate) {
      const asked = JSON.parse(body.toString()) as AskedRequest;
      requests.push(asked);
      answer(response, functions.operate(asked));
    } else {
      answer(response, new Refusal(404, 'ResourceNotFoundException', 'Function not found'));
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endpointsFile = join(folder, 'endpoints.json');
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  writeFileSync(endpointsFile, JSON.stringify(describeEndpoints(url, logs)));
  return {
    folder,
    endpointsFile,
    aws: {
      ...{ AWS_ENDPOINT_URL_LAMBDA: url, AWS_ENDPOINT_URL_S3: url, AWS_REGION: 'eu-west-1' },
      ...{ AWS_ACCESS_KEY_ID: 'somebody', AWS_SECRET_ACCESS_KEY: 'secret' },
    },
    logs,
    objects,
    requests,
    close: async () => {
      await closeServer(server);
      rmSync(folder, { recursive: true });
    },
  };
}

/** A function that failed, as `operate` returns it. */
export class FunctionFailure {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** What AWS says in place of the function, or of the bucket. */
export class Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  constructor(status: number, type: string, message: string) {
    this.status = status;
    this.type = type;
    this.message = message;
  }
}

function answer(response: ServerResponse, value: Answer): void {
  if (value instanceof Refusal) {
    const { status, type, message } = value;
    response.writeHead(status, { 'x-amzn-errortype': type });
    response.end(JSON.stringify({ Type: 'User', Message: message, message }));
    return;
  }
  if (value instanceof FunctionFailure) {
    response.setHeader('x-amz-function-error', 'Unhandled');
    response.end(JSON.stringify({ errorType: 'Defect', errorMessage: value.message }));
    return;
  }
  response.end(JSON.stringify(value));
}

function describeEndpoints(url: string, logs: string): Record<string, unknown> {
  return {
    s3: url,
    sqs: url,
    lambda: url,
    api: url,
    database: 'postgres://nobody@127.0.0.1:1/none',
    landingBucket: 'landing',
    exportsBucket: 'exports',
    queues: {},
    stage: 'test',
    logs,
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
