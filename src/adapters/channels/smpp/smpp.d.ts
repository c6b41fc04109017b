// The part of the package smpp that is used; it ships no types. `createServer` is used by tests only.

declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server, Socket } from 'node:net';

  interface Pdu {
    /** `submit_sm`, `enquire_link_resp`, or `unknown`. */
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    /** What the other side put there: of any kind, or missing. */
    readonly [field: string]: unknown;
    isResponse(): boolean;
    /** Throws for a command that has none. */
    response(fields?: Readonly<Record<string, unknown>>): Pdu;
  }

  /** Emits `connect`, `secureConnect`, `close`, `error` (also for what can't be decoded), and `pdu` for every PDU. */
  interface Session extends EventEmitter {
    readonly socket: Socket;
    /** Numbers and writes; false when it can't be written. Throws for fields of the wrong kind. */
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
  }

  const smpp: {
    readonly PDU: new (command: string, fields?: Readonly<Record<string, unknown>>) => Pdu;
    /** Connects at once, by the options of `net.connect` or, with `tls`, of `tls.connect`. */
    readonly Session: new (
      options: Readonly<Record<string, unknown>>,
    ) => Session;
    /** `ESME_ROK`: 0, and so on. */
    readonly errors: Readonly<Record<string, number>>;
    createServer(options: Readonly<Record<string, unknown>>, listener: (session: Session) => void): Server;
  };
  // biome-ignore lint/style/noDefaultExport: it is a CommonJS module
  export default smpp;
}
