import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { InvalidInput, Unavailable } from '#core/errors.ts';
import { translateDatabaseError } from '#database/translate-error.ts';

const failure = (code: string): Error => Object.assign(new Error(`it failed with ${code}`), { code });

test('whatever the system says of a connection is over later, also where its word is as long as an SQLSTATE', () => {
  const names = Object.keys(constants.errno);
  expect(names).toContain('EPIPE');
  const halting = names.filter((name) => !(translateDatabaseError(failure(name)) instanceof Unavailable));
  expect(halting).toEqual([]);
});

test('a connection that ends without a code is over later, and so is a certificate that is not trusted', () => {
  for (const error of [
    new Error('Connection terminated unexpectedly'),
    failure('DEPTH_ZERO_SELF_SIGNED_CERT'),
  ]) {
    expect(translateDatabaseError(error)).toBeInstanceOf(Unavailable);
  }
});

test.each(['57P01', '53300', '40P01', '28P01', '08006', '55P03'])(
  'what PostgreSQL says with %s is over later',
  (code) => expect(translateDatabaseError(failure(code))).toBeInstanceOf(Unavailable),
);

test('a value that PostgreSQL refuses is the fault of the file, anything else our own', () => {
  expect(translateDatabaseError(failure('22P02'))).toBeInstanceOf(InvalidInput);
  for (const code of ['42P01', '23505', 'XX000', 'ERR_STREAM_WRITE_AFTER_END']) {
    expect(translateDatabaseError(failure(code))).toMatchObject({
      name: 'Defect',
      code: 'database-refused',
    });
  }
});

test('an error that is not the database’s stays as it is', () => {
  const bug = new TypeError('x is not a function');
  expect(translateDatabaseError(bug)).toBe(bug);
});
