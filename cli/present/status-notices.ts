import type {
  FeedStatus,
  HaltedFile,
  OpenAlert,
  StatusResponse,
  UnitStatus,
  WriteBackTotals,
} from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour, type Colour } from './colour.ts';
import { isAboutHalt } from './halted-files.ts';
import { adviseOnHalt } from './halt-advice.ts';
import { printable } from './printable.ts';
import { formatAge, formatCount, formatCountOf, formatTime } from './quantities.ts';
import { shortenStart } from './shorten.ts';
import { wrap } from './wrap.ts';

/** Something a person should know of: one word, what it is about, and what to say of it. */
type Notice = { word: string; style: Colour; subject: string; file: string; sentences: string[] };

const wordWidth = 8;

/** What needs a look, the most urgent first. An alert about a halted file adds nothing to the halt. */
export function collectNotices({ units, alerts: ofNoUnit }: StatusResponse, now: Date): Notice[] {
  const feeds = units.flatMap((unit) => unit.feeds.map((feed) => ({ unit, feed })));
  const halts = feeds.flatMap(({ unit, feed }) =>
    feed.halted ? [describeHalt(unit, feed, feed.halted, now)] : [],
  );
  const ofUnits = units.flatMap((unit) =>
    unit.alerts
      .filter((alert) => !isAboutHalt(unit, alert))
      .map((alert) => describeAlert(unit.unit, alert, now)),
  );
  const alerts = [...ofUnits, ...ofNoUnit.map((alert) => describeAlert('no unit', alert, now))];
  const waits = feeds.flatMap(({ unit, feed }) =>
    feed.waiting && (!feed.halted || feed.replay) ? [describeWait(unit, feed, feed.waiting)] : [],
  );
  const writeBacks = units.flatMap((unit) =>
    unit.writeBacks.map((totals) => describeWriteBacks(unit.unit, totals, now)),
  );
  return [
    ...halts,
    ...alerts.filter(isRed),
    ...waits,
    ...alerts.filter((alert) => !isRed(alert)),
    ...writeBacks,
  ];
}

/** The notice's lines: its word and subject, then its sentences below, indented and wrapped. */
export function formatNotice(notice: Notice, output: Output): string[] {
  const indent = ' '.repeat(wordWidth);
  const word = colour(output, notice.style, notice.word) + ' '.repeat(wordWidth - notice.word.length);
  const below = notice.sentences.flatMap((sentence) => wrap(sentence, output.columns - wordWidth));
  const room = output.columns - wordWidth - notice.subject.length - 1;
  const subject = `${notice.subject} ${shortenStart(printable(notice.file), room)}`.trimEnd();
  return [word + subject, ...below.map((line) => indent + line)];
}

function describeHalt(unit: UnitStatus, feed: FeedStatus, halted: HaltedFile, now: Date): Notice {
  const { file, code, event } = halted;
  return {
    word: 'HALTED',
    style: 'red',
    subject: `${unit.unit} ${feed.feed}, ${formatAge(new Date(halted.since), now)}:`,
    file,
    sentences: [
      `${printable(halted.message)} (${code})`,
      // The key stands above, and would not fit a line once more.
      ...adviseOnHalt({ unit: unit.unit, key: 'KEY', code, event }),
    ],
  };
}

function describeAlert(unit: string, alert: OpenAlert, now: Date): Notice {
  const critical = alert.severity === 'critical';
  return {
    word: critical ? 'ALERT' : 'warning',
    style: critical ? 'red' : 'yellow',
    subject: `${unit} ${printable(alert.subject)}, ${formatAge(new Date(alert.raisedAt), now)}`,
    file: '',
    sentences: [`${printable(alert.message)} (${alert.code})`],
  };
}

function describeWait(
  unit: UnitStatus,
  feed: FeedStatus,
  waiting: NonNullable<FeedStatus['waiting']>,
): Notice {
  const until = waiting.until === null ? '' : `, until ${formatTime(waiting.until)} UTC`;
  return {
    word: 'waits',
    style: 'yellow',
    subject: `${unit.unit} ${feed.feed}:`,
    file: waiting.file,
    sentences: [`${printable(waiting.reason)}${until}`],
  };
}

/** A destination that is paused has an alert, which says more. */
function describeWriteBacks(unit: string, totals: WriteBackTotals, now: Date): Notice {
  const { destination, open, failed, oldestOpenAt } = totals;
  const since = oldestOpenAt === null ? '' : `, the oldest ${formatAge(new Date(oldestOpenAt), now)}`;
  const waits = open > 0 ? [`${formatCountOf(open, 'write-back')} to be sent${since}.`] : [];
  const fails =
    failed > 0
      ? [
          `${formatCount(failed)} failed: GET /write-backs?status=failed says why, POST /write-backs/ID/retry sends one again.`,
        ]
      : [];
  return {
    word: failed > 0 ? 'failed' : 'waits',
    style: 'yellow',
    subject: `${unit} ${printable(destination)}:`,
    file: '',
    sentences: [...waits, ...fails],
  };
}

function isRed(notice: Notice): boolean {
  return notice.style === 'red';
}
