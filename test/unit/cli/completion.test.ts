import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';

const actions = fakeActions();

async function script(shell: string): Promise<string> {
  const terminal = createFakeTerminal();
  await createCommandLine(actions, { terminal, environment: {} }).run(['completion', shell]);
  return terminal.take().out;
}

/** What bash would offer for the last of these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const program = `${await script('bash')}
COMP_WORDS=(${['postern', ...words].map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_postern
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  it('for bash is a script that bash can read', async () => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: await script('bash'), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('for bash offers commands, options and the values of closed sets', async () => {
    expect(await offered('mail')).toEqual(['mailbox']);
    expect(await offered('mailbox', 'alias', '')).toEqual(expect.arrayContaining(['add', 'list', 'remove']));
    expect(await offered('mailbox', 'set', 'a@b.example', '--ch')).toEqual(['--challenge']);
    expect(await offered('mailbox', 'set', 'a@b.example', '--challenge', 'new')).toEqual(['new-country', 'new-ip']);
    expect(await offered('completion', 'z')).toEqual(['zsh']);
    expect(await offered('--json', 'audit', '--kind', '')).toEqual(['sign-in', 'connection', 'change']);
    expect(await offered('backup', '--config', '')).toEqual([]);
  });

  it('for zsh and fish knows every command', async () => {
    const zsh = await script('zsh');
    expect(zsh).toMatch(/^#compdef postern\n/);
    expect(zsh).toContain("'app-password create'");
    expect(zsh).toContain("'app-password create:--scope') _files; return ;;");
    const fish = await script('fish');
    expect(fish).toContain(
      `complete -c postern -n "__postern_at 'app-password'" -f -a create -d 'make an app password`,
    );
    expect(fish).toContain(
      `complete -c postern -n "__postern_at 'explain'" -l door -r -f -a 'imap pop3 smtp sieve web'`,
    );
  });
});
