import { Buffer } from 'node:buffer';
import { limits } from '../limits.ts';

/** The room that is left in an answer: whatever goes in is measured as the JSON that it will be. */
export class AnswerRoom {
  private leftBytes: number = limits.answerBytes;

  /** Takes the room that something needs; false, and none is taken, when there is not enough. */
  take(item: unknown): boolean {
    const sizeBytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    if (sizeBytes > this.leftBytes) return false;
    this.leftBytes -= sizeBytes;
    return true;
  }
}
