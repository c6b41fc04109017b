// A whole Postern with an SMS gateway: from the command line to the gateway and back, over reloads.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLineActions } from '../../src/app/command-line-actions.ts';
import { createCommandLine } from '../../src/cli/command-line.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';
import { type HttpStub, startHttpStub } from '../support/http-stub.ts';
import { CENTRE_NAME, CENTRE_PASSWORD, type MessageCentre, startMessageCentre } from '../support/message-centre.ts';
import { type Postern, type PosternOptions, startPostern } from '../support/postern.ts';

const NUMBER = '+491701234567';

describe('Postern with an SMS gateway', () => {
  let web: HttpStub;
  let centre: MessageCentre;
  let postern: Postern;

  beforeAll(async () => {
    centre = await startMessageCentre();
    web = await startHttpStub((_, response) => response.writeHead(202).end('0: Accepted for delivery'));
    postern = await startPostern(options('smpp'));
  });

  afterAll(async () => {
    await postern?.[Symbol.asyncDispose]();
    await web?.[Symbol.asyncDispose]();
    await centre?.[Symbol.asyncDispose]();
  });

  function options(kind: 'smpp' | 'kannel' | 'none', password = CENTRE_PASSWORD): PosternOptions {
    const gateways = {
      smpp: `kind: smpp, host: 127.0.0.1, port: ${centre.port}, tls: none, system-id: ${CENTRE_NAME}, password: ${password}`,
      kannel: `kind: kannel, url: '${web.origin}/cgi-bin/sendsms', name: postern, password: ${password}`,
    };
    const sms = kind === 'none' ? '' : `sms: { gateway: { ${gateways[kind]} }, allowed-prefixes: ['+49'] }`;
    return { backend: 'imap: { host: 127.0.0.1, port: 1, tls: none }', more: sms };
  }

  async function type(words: string) {
    const terminal = createFakeTerminal();
    const environment = { POSTERN_SOCKET: postern.node.administration.socketPath, POSTERN_CONFIG: postern.configPath };
    const line = createCommandLine(commandLineActions, { terminal, environment });
    return { code: await line.run(words.split(' ')), ...terminal.take() };
  }

  it('sends tests, by whatever gateway it has now, and says how that is', async () => {
    expect((await type('sms status')).out).toMatch(/^gateway +smpp\n/);
    expect(await type(`sms test ${NUMBER}`)).toMatchObject({ code: 0, out: expect.stringContaining('calls it mc-1') });
    expect((await type('sms status')).out).toMatch(/^gateway +smpp\nstate +up\n/);
    expect((await type('doctor')).out).toContain('sms.gateway smpp: works, says the running node');
    expect(centre.sessions).toHaveLength(1);

    await postern.reload(options('kannel'));
    expect(await type(`sms test ${NUMBER}`)).toMatchObject({ code: 0, out: expect.stringContaining('HTTP 202') });
    expect(web.asked).toHaveLength(1);
    expect(centre.commands.at(-1)).toBe('unbind');

    await postern.reload(options('smpp', 'wrong'));
    expect(await type(`sms test ${NUMBER}`)).toMatchObject({ code: 1, out: expect.stringContaining('ESME_RINVPASWD') });
    expect((await type('doctor')).out).toMatch(/FAIL {2}sms\.gateway smpp: bind refused: ESME_RINVPASWD/);

    await postern.reload(options('none'));
    expect(await type(`sms test ${NUMBER}`)).toMatchObject({
      code: 1,
      error: expect.stringContaining('no SMS gateway'),
    });
    const { out } = await type('audit --event sms.tested');
    expect(out.match(/sms\.tested/g)).toHaveLength(3);
    expect(out + JSON.stringify(postern.logged)).not.toMatch(/1701234567|s3cret/);
  });
});
