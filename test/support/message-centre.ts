// A message centre (SMPP 3.4) of a test: takes binds and texts, says what the test wants, and sends receipts. It is the
// package's own server, spoken to over a real connection.

import type { AddressInfo, Server } from 'node:net';
import smpp from 'smpp';
import type { Certificate } from './tls.ts';

type Session = Parameters<Parameters<typeof smpp.createServer>[1]>[0];
export type Pdu = InstanceType<typeof smpp.PDU>;

export const CENTRE_NAME = 'postern';
export const CENTRE_PASSWORD = 'smpp-s3cret';

export interface MessageCentre extends AsyncDisposable {
  readonly port: number;
  /** What was submitted, in order. */
  readonly submitted: readonly Pdu[];
  /** Every PDU's command that came. */
  readonly commands: readonly string[];
  /** Sessions that are bound now. */
  readonly sessions: readonly Session[];
  /** What submissions are answered: a status, or nothing at all. */
  answer: (pdu: Pdu) => number | 'nothing';
  /** Settles when the condition holds. */
  until(condition: () => boolean): Promise<void>;
  /** Sends what became of a message, by text or by fields. */
  report(messageId: string, state: 'DELIVRD' | 'UNDELIV' | 'EXPIRED' | 'ENROUTE', form?: 'text' | 'fields'): void;
  /** Ends every connection. */
  hangUp(): void;
}

const STATES = { ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, UNDELIV: 5 } as const;

export async function startMessageCentre(
  options: { readonly port?: number; readonly certificate?: Certificate } = {},
): Promise<MessageCentre> {
  const { port = 0, certificate } = options;
  const submitted: Pdu[] = [];
  const commands: string[] = [];
  const sessions: Session[] = [];
  const connected = new Set<Session>();
  const waiting = new Set<() => void>();
  const tell = (): void => {
    for (const look of [...waiting]) look();
  };
  const server: Server = smpp.createServer(
    certificate ? { cert: certificate.cert, key: certificate.key } : {},
    (session) => {
      connected.add(session);
      session.on('error', () => session.destroy());
      session.on('close', () => {
        connected.delete(session);
        if (sessions.includes(session)) sessions.splice(sessions.indexOf(session), 1);
        tell();
      });
      session.on('pdu', (pdu: Pdu) => {
        commands.push(pdu.command);
        take(session, pdu);
        tell();
      });
    },
  );
  server.on('tlsClientError', () => undefined);

  function take(session: Session, pdu: Pdu): void {
    if (pdu.isResponse()) return;
    if (pdu.command === 'bind_transceiver') {
      const isRight = pdu['system_id'] === CENTRE_NAME && pdu['password'] === CENTRE_PASSWORD;
      session.send(pdu.response({ command_status: isRight ? 0 : 0x0e, system_id: 'centre' }));
      if (isRight) sessions.push(session);
    } else if (pdu.command === 'submit_sm') {
      submitted.push(pdu);
      const status = centre.answer(pdu);
      if (status === 'nothing') return;
      session.send(pdu.response({ command_status: status, message_id: `mc-${submitted.length}` }));
    } else {
      session.send(pdu.response());
      if (pdu.command === 'unbind') session.close();
    }
  }

  const centre: MessageCentre = {
    port: 0,
    submitted,
    commands,
    sessions,
    answer: () => 0,
    until(condition) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (!condition()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      return promise;
    },
    report(messageId, state, form = 'text') {
      const receipt = { esm_class: 4, source_addr: '491701234567', destination_addr: 'Example' };
      const text = `id:${messageId} sub:001 dlvrd:001 submit date:2611211200 done date:2611211201 stat:${state} err:000 text:`;
      const fields = { ...receipt, receipted_message_id: messageId, message_state: STATES[state] };
      const pdu = new smpp.PDU('deliver_sm', form === 'text' ? { ...receipt, short_message: text } : fields);
      sessions[0]?.send(pdu);
    },
    hangUp() {
      for (const session of connected) session.destroy();
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const session of connected) session.destroy();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(centre, { port: (server.address() as AddressInfo).port });
}
