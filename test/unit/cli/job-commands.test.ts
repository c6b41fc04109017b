// postern job, and postern mailbox set in the background: through the API, as a node serves it.

import { describe, expect, it } from 'vitest';
import { commandLineOnApi } from '../../support/command-line-on-api.ts';

const api = commandLineOnApi();
const { run } = api;

describe('postern mailbox set --background', () => {
  it('starts a job, of which job list and job show tell', async () => {
    const started = await run('mailbox set --domain never.example --challenge always --background');
    expect(started).toMatchObject({ code: 0, error: '' });
    expect(started.out).toMatch(
      /^job +bulk-\w{10}\nwhat +change\nstate +finished\nstarted +2026-01-15 12:00:00Z by cli\nended .*\ndone +2 of 2\nchanged +2\nas they were +0\nrefused +0\n\nIN THE END +FROM +TO +MAILBOXES\nchallenge +never +always +2\n$/,
    );
    const [id = ''] = /bulk-\w+/.exec(started.out) ?? [];
    expect((await run(`job show ${id}`)).out).toBe(started.out);
    expect((await run('job list')).out).toMatch(
      /^ID +STARTED +BY +WHAT +STATE +DONE +CHANGED +REFUSED\nbulk-\w+ +2026-01-15 12:00:00Z +cli +change +finished +2 of 2 +2 +0\n$/,
    );
    expect(JSON.parse((await run(`job cancel ${id} --json`)).out)).toMatchObject({ id, state: 'finished' });
  });

  it('says what would change, and who would be refused', async () => {
    const { out } = await run('mailbox set x@elsewhere.example --challenge always --background --dry-run');
    expect(out).toMatch(/what +change, dry run\n/);
    expect(out).toMatch(/would change +0\n/);
    expect(out).toMatch(/REFUSED +WHY\nx@elsewhere.example +.*elsewhere.example/);
  });

  it('is refused by the name of a job that there is not', async () => {
    expect(await run('job show bulk-0000000000')).toMatchObject({ error: 'error: there is no job bulk-0000000000\n' });
  });
});
