import type { Readable } from 'node:stream';
import type * as z from 'zod';
import { isConfigureRequest, type ConfigureRequest } from '#core/operate/configure-requests.ts';
import type { OperateRequest } from '#core/operate/requests.ts';
import { OperateResponse } from '#core/operate/responses.ts';
import type { UploadedObject } from '#platform/upload-object.ts';
import { accessTo } from './access-to.ts';
import type { Endpoints } from './endpoints.ts';
import { Failure } from './failure.ts';
import { readEndpoints } from './read-endpoints.ts';
import { refuseAnswer } from './refuse-answer.ts';
import type { CommonOptions, Session } from './session.ts';

export type ObjectToDrop = { key: string; body: Readable; sizeBytes: number };

/** A running stack, as the command line sees it: functions to ask, and a bucket to drop files in. */
export type Stack = {
  endpoints: Endpoints;
  /**
   * Asks the function `operate`, or `configure-exports` about exports, and checks that its answer has the shape that
   * this version expects.
   */
  ask<Schema extends z.ZodType>(
    request: OperateRequest | ConfigureRequest,
    result: Schema,
  ): Promise<z.output<Schema>>;
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  drop(object: ObjectToDrop, onProgress: (uploadedBytes: number) => void): Promise<UploadedObject>;
  /** Takes back what was dropped. Whoever may not leaves that to the bucket. */
  takeBack(object: { key: string; versionId: string | null }): Promise<void>;
};

/**
 * Connects to the stack that the options name, runs `work` with it and lets go of it. Each client is loaded when it is
 * needed: they are most of what a verb costs to start.
 */
export async function withStack<Result>(
  session: Session,
  options: CommonOptions,
  work: (stack: Stack) => Promise<Result>,
): Promise<Result> {
  const endpoints = readEndpoints(session, options);
  const { connectLambda, invokeFunction } = await import('#platform/invoke-function.ts');
  const lambda = connectLambda(accessTo(endpoints.lambda, session.env));
  const askedOf = (request: OperateRequest | ConfigureRequest): string =>
    `millrace-${endpoints.stage}-${isConfigureRequest(request) ? 'configure-exports' : 'operate'}`;
  try {
    return await work({
      endpoints,
      ask: async (request, result) =>
        readAnswer(await invokeFunction(lambda, askedOf(request), request), result),
      invoke: (functionName, payload) => invokeFunction(lambda, functionName, payload),
      drop: (object, onProgress) => dropObject(endpoints, session, object, onProgress),
      takeBack: (object) => takeBackObject(endpoints, session, object),
    });
  } finally {
    lambda.destroy();
  }
}

async function dropObject(
  endpoints: Endpoints,
  session: Session,
  object: ObjectToDrop,
  onProgress: (uploadedBytes: number) => void,
): Promise<UploadedObject> {
  const { connectS3, uploadObject } = await import('#platform/upload-object.ts');
  const s3 = connectS3(accessTo(endpoints.s3, session.env));
  try {
    return await uploadObject(s3, { bucket: endpoints.landingBucket, ...object }, onProgress);
  } finally {
    s3.destroy();
  }
}

async function takeBackObject(
  endpoints: Endpoints,
  session: Session,
  object: { key: string; versionId: string | null },
): Promise<void> {
  const { connectS3 } = await import('#platform/upload-object.ts');
  const { deleteObject } = await import('#platform/delete-object.ts');
  const s3 = connectS3(accessTo(endpoints.s3, session.env));
  await deleteObject(s3, { bucket: endpoints.landingBucket, ...object })
    .catch(() => undefined)
    .finally(() => s3.destroy());
}

function readAnswer<Schema extends z.ZodType>(answer: unknown, result: Schema): z.output<Schema> {
  const envelope = OperateResponse.safeParse(answer);
  if (envelope.success && !envelope.data.ok) {
    const { code, message } = envelope.data.error;
    throw new Failure(code, message);
  }
  const parsed = result.safeParse(envelope.data?.ok ? envelope.data.result : undefined);
  if (parsed.success) return parsed.data;
  throw refuseAnswer(parsed.error);
}
