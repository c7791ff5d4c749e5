/** A refusal as SQS words it: its code is the name of the error in the SDK. */
export class QueueError extends Error {
  readonly code: string;

  constructor(
    code: 'InvalidParameterValue' | 'ResourceNotFoundException' | 'UnsupportedOperation',
    message: string,
  ) {
    super(message);
    this.code = code;
  }
}
