// A submission server that a test makes misbehave at one point and that is ordinary everywhere else.

import { type BackendScript, type FakeBackend, type FakeConnection, startFakeBackend } from './fake-backend.ts';

/** Answers a command by what it returns; `undefined` lets the ordinary answer go out. */
export type Misbehaviour = (
  line: string,
  connection: FakeConnection,
) => Promise<string | undefined> | string | undefined;

export interface FakeSubmissionOptions {
  readonly keywords?: readonly string[];
  /** Sent first. */
  readonly greeting?: string;
  readonly atCommand?: Misbehaviour;
}

const KEYWORDS = ['PIPELINING', 'SIZE 1000000', 'CHUNKING', 'AUTH PLAIN LOGIN'];

const ORDINARY: Readonly<Record<string, string>> = {
  AUTH: '235 2.7.0 Fine\r\n',
  MAIL: '250 2.1.0 Fine\r\n',
  RCPT: '250 2.1.5 Fine\r\n',
  RSET: '250 2.0.0 Fine\r\n',
  NOOP: '250 2.0.0 Fine\r\n',
  DATA: '354 Go on\r\n',
};

/** Serves one connection until QUIT or its end. */
function submissionScript(options: FakeSubmissionOptions): BackendScript {
  const { keywords = KEYWORDS, greeting = '220 fake.test ESMTP\r\n', atCommand } = options;
  const hello = ['fake.test', ...keywords].map(
    (line, index, all) => `250${index + 1 < all.length ? '-' : ' '}${line}\r\n`,
  );
  return async (connection) => {
    await connection.send(greeting);
    for (;;) {
      const line = await connection.readLine();
      const verb = line.split(' ', 1)[0]?.toUpperCase() ?? '';
      const special = await atCommand?.(line, connection);
      if (special !== undefined) await connection.send(special);
      else if (verb === 'QUIT') return connection.send('221 2.0.0 Bye\r\n');
      else await connection.send(verb === 'EHLO' ? hello.join('') : (ORDINARY[verb] ?? '500 5.5.2 What\r\n'));
      if (verb === 'DATA' && special === undefined) {
        await connection.readUntil('\r\n.\r\n');
        await connection.send('250 2.0.0 Taken\r\n');
      }
    }
  };
}

export interface FakeSubmission extends FakeBackend {
  /** Connections that come from now on are served so. */
  behave(options: FakeSubmissionOptions): void;
}

/** Starts one on a free port, ordinary until told otherwise. */
export async function startFakeSubmission(options: FakeSubmissionOptions = {}): Promise<FakeSubmission> {
  let script = submissionScript(options);
  const backend = await startFakeBackend((connection, index) => script(connection, index));
  return {
    ...backend,
    behave(next) {
      script = submissionScript(next);
    },
  };
}
