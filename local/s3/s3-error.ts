import { xmlDocument } from './xml.ts';

/** An error as S3 answers it: status, code and message of its API reference. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  toXml(resource: string, requestId: string): string {
    return xmlDocument('Error', {
      Code: this.code,
      Message: this.message,
      Resource: resource,
      RequestId: requestId,
    });
  }
}

export function noSuchBucket(): S3Error {
  return new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
}

export function noSuchUpload(): S3Error {
  return new S3Error(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
}

/** What this server does not do is refused, so that nobody takes an empty answer for the truth. */
export function notImplemented(what: string): S3Error {
  return new S3Error(501, 'NotImplemented', `The local S3 does not implement ${what}.`);
}
