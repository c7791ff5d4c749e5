import type { Readable } from 'node:stream';
import type * as z from 'zod';
import { isConfigureRequest, type ConfigureRequest } from '#core/operate/configure-requests.ts';
import type { OperateRequest } from '#core/operate/requests.ts';
import { DescribeResponse, OperateResponse } from '#core/operate/responses.ts';
import type { ClientAccess } from '#platform/invoke-function.ts';
import type { UploadedObject } from '#platform/upload-object.ts';
import { accessTo } from './access-to.ts';
import { explainOnAws } from './explain-on-aws.ts';
import { Failure } from './failure.ts';
import { findTarget } from './find-target.ts';
import { placeOf, type Place } from './place.ts';
import { refuseAnswer } from './refuse-answer.ts';
import type { CommonOptions, Session } from './session.ts';

export type ObjectToDrop = { key: string; body: Readable; sizeBytes: number };
type Buckets = { landingBucket: string; exportsBucket: string };

/** A running stack, as the command line sees it: functions to ask, and buckets to drop files in and read. */
export type Stack = {
  /** Where it is on AWS; null on this machine. It is asked for once. */
  findPlace(): Promise<Place | null>;
  findBuckets(): Promise<Buckets>;
  s3: ClientAccess;
  /**
   * Asks the function `operate`, or `configure-exports` about exports, and checks that its answer has the shape that
   * this version expects.
   */
  ask<Schema extends z.ZodType>(
    request: OperateRequest | ConfigureRequest,
    result: Schema,
  ): Promise<z.output<Schema>>;
  /** Invokes a function by what its stage calls it: `export-csv-bak`. */
  invoke(name: string, payload: unknown): Promise<unknown>;
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
  const target = findTarget(session, options);
  const stage = target.on === 'aws' ? target.stage : target.endpoints.stage;
  const { connectLambda, invokeFunction } = await import('#platform/invoke-function.ts');
  const lambda = connectLambda(accessTo('lambda', target, session.env));
  const invoke: Stack['invoke'] = (name, payload) =>
    invokeFunction(lambda, `millrace-${stage}-${name}`, payload);
  const ask: Stack['ask'] = async (request, result) => {
    const name = isConfigureRequest(request) ? 'configure-exports' : 'operate';
    return readAnswer(await invoke(name, request), result);
  };

  let asked: Promise<Place> | undefined;
  const describe = (): Promise<Place> =>
    (asked ??= ask({ verb: 'describe' }, DescribeResponse).then((described) => placeOf(stage, described)));
  const findBuckets = async (): Promise<Buckets> =>
    target.on === 'aws' ? await describe() : target.endpoints;
  const s3 = accessTo('s3', target, session.env);
  try {
    return await work({
      findPlace: async () => (target.on === 'aws' ? await describe() : null),
      ...{ findBuckets, s3, ask, invoke },
      drop: async (object, onProgress) => dropObject(s3, await findBuckets(), object, onProgress),
      takeBack: async (object) => takeBackObject(s3, await findBuckets(), object),
    });
  } catch (thrown) {
    throw target.on === 'aws' ? explainOnAws(thrown, target.stage) : thrown;
  } finally {
    lambda.destroy();
  }
}

async function dropObject(
  access: ClientAccess,
  { landingBucket: bucket }: Buckets,
  object: ObjectToDrop,
  onProgress: (uploadedBytes: number) => void,
): Promise<UploadedObject> {
  const { connectS3, uploadObject } = await import('#platform/upload-object.ts');
  const s3 = connectS3(access);
  try {
    return await uploadObject(s3, { bucket, ...object }, onProgress);
  } finally {
    s3.destroy();
  }
}

async function takeBackObject(
  access: ClientAccess,
  { landingBucket: bucket }: Buckets,
  object: { key: string; versionId: string | null },
): Promise<void> {
  const { connectS3 } = await import('#platform/upload-object.ts');
  const { deleteObject } = await import('#platform/delete-object.ts');
  const s3 = connectS3(access);
  await deleteObject(s3, { bucket, ...object })
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
