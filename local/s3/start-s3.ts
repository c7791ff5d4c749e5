import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listenOnLoopback } from '../http/listen-on-loopback.ts';
import { Bucket } from './bucket.ts';
import { answerS3 } from './routes.ts';
import type { S3Buckets } from './routes.ts';
import { S3Error } from './s3-error.ts';
import { readS3Request } from './s3-request.ts';
import type { Announce, S3Response } from './s3-request.ts';

export type S3Options = {
  /** Keeps what lands over a restart. */
  dir: string;
  /** 0 for a free one. */
  port: number;
  buckets: readonly { name: string; versioned: boolean; announces: boolean }[];
  /** Told of every object in a bucket that announces, in the order in which they were stored. */
  announce: Announce;
};

export type LocalS3 = {
  url: string;
  isEmpty(bucketName: string): boolean;
  /** Of the objects that are there, in the order of their bytes. */
  keys(bucketName: string): string[];
  close(): Promise<void>;
};

/**
 * An S3 on 127.0.0.1 over plain files, as faithful as the pipeline needs it: versions, multipart uploads, bodies of any
 * size that are never in memory as a whole. Whoever reaches it may do everything.
 */
export async function startS3({ dir, port, buckets: wanted, announce }: S3Options): Promise<LocalS3> {
  const opened = await Promise.all(wanted.map((one) => Bucket.open({ ...one, dir: join(dir, one.name) })));
  const buckets = new Map(opened.map((bucket) => [bucket.name, bucket]));
  const state: S3Buckets = {
    buckets,
    announce: (event) => {
      if (buckets.get(event.bucketName)?.announces) announce(event);
    },
  };
  const server = await listenOnLoopback('S3', port, (message, reply) => void serve(state, message, reply));
  return {
    url: server.url,
    isEmpty: (bucketName) => buckets.get(bucketName)?.list('').length === 0,
    keys: (bucketName) => listKeys(buckets.get(bucketName)),
    close: async () => {
      await server.close();
      await Promise.all(opened.map((bucket) => bucket.close()));
    },
  };
}

function listKeys(bucket: Bucket | undefined): string[] {
  const objects = bucket?.list('') ?? [];
  return objects.filter(([, [newest]]) => newest && !newest.deleteMarker).map(([key]) => key);
}

async function serve(state: S3Buckets, message: IncomingMessage, reply: ServerResponse): Promise<void> {
  reply.setHeader('x-amz-id-2', 'local');
  reply.setHeader('server', 'AmazonS3');
  try {
    const request = readS3Request(message);
    reply.setHeader('x-amz-request-id', request.requestId);
    await send(reply, await answerS3(request, state));
  } catch (error) {
    await sendError(message, reply, error);
  }
}

async function send(reply: ServerResponse, { status, headers = {}, body }: S3Response): Promise<void> {
  const type = typeof body === 'string' ? { 'content-type': 'application/xml' } : {};
  reply.writeHead(status, { ...type, ...headers });
  if (body instanceof Readable) await pipeline(body, reply);
  else reply.end(body);
}

async function sendError(message: IncomingMessage, reply: ServerResponse, thrown: unknown): Promise<void> {
  // Half an object was sent, or nobody listens any more: only breaking the connection tells.
  if (reply.headersSent || reply.destroyed) return void reply.destroy();
  const internal = new S3Error(500, 'InternalError', `The local S3 failed: ${String(thrown)}`);
  const error = thrown instanceof S3Error ? thrown : internal;
  const requestId = String(reply.getHeader('x-amz-request-id') ?? '');
  // What the client still sends is read and dropped, or it would never look at the answer.
  message.resume();
  const body = message.method === 'HEAD' ? '' : error.toXml(message.url ?? '/', requestId);
  reply.writeHead(error.status, { ...error.headers, 'content-type': 'application/xml' });
  reply.end(body);
}
