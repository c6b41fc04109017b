// What a fake backend says up to and including its yes to Postern's sign-in, so that a test scripts only what comes
// after. Postern also probes its backends: such a connection is said goodbye to here.

import type { BackendScript, FakeConnection } from './fake-backend.ts';

/** The capabilities that the fake IMAP server shows after sign-in. */
export const FAKE_CAPABILITIES = 'IMAP4rev1 IDLE LITERAL+ UIDPLUS';

const IMAP_GREETING = '* OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ID AUTH=PLAIN] Fake ready.\r\n';

/** Plays an IMAP server until somebody is signed in. False when nobody wanted to be. */
export async function signInOverImap(connection: FakeConnection): Promise<boolean> {
  await connection.send(IMAP_GREETING);
  for (;;) {
    const line = await connection.readLine();
    if (line.startsWith('I ID')) await connection.send('* ID NIL\r\nI OK Done.\r\n');
    if (line.startsWith('L ')) {
      await connection.send(`L OK [CAPABILITY ${FAKE_CAPABILITIES}] Logged in\r\n`);
      return true;
    }
    if (line === 'O LOGOUT') {
      await connection.send('* BYE\r\nO OK\r\n');
      return false;
    }
  }
}

/** The same for POP3. */
export async function signInOverPop3(connection: FakeConnection): Promise<boolean> {
  await connection.send('+OK Fake ready.\r\n');
  for (;;) {
    const line = await connection.readLine();
    if (line === 'CAPA') await connection.send('+OK\r\nTOP\r\nUIDL\r\nUSER\r\nPIPELINING\r\n.\r\n');
    if (line.startsWith('USER ')) await connection.send('+OK\r\n');
    if (line.startsWith('PASS ')) {
      await connection.send('+OK Logged in.\r\n');
      return true;
    }
    if (line === 'QUIT') {
      await connection.send('+OK\r\n');
      return false;
    }
  }
}

/** A fake IMAP backend that does `then` with each connection that is signed in. */
export function afterImapSignIn(then: BackendScript): BackendScript {
  return async (connection, index) => {
    if (await signInOverImap(connection)) await then(connection, index);
  };
}

/** The same for POP3. */
export function afterPop3SignIn(then: BackendScript): BackendScript {
  return async (connection, index) => {
    if (await signInOverPop3(connection)) await then(connection, index);
  };
}
