// Haraka's queue as seen from outside.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { countQueue, makeAllDue } from '../../../../src/adapters/channels/haraka/queue-folder.ts';
import { makeTempFolder } from '../../../support/temp.ts';

describe('the queue', () => {
  it('is counted by its files, whose names tell since when they wait', async () => {
    await using folder = await makeTempFolder('queue');
    const queue = folder.file('queue');
    expect(await countQueue(queue)).toEqual({ queued: 0 });
    await mkdir(queue);
    for (const name of ['3000_9000_1_12_aBc_1_host', '2000_2000_0_12_aBd_2_host', '__tmp__.1_1_0_1_x_1_h', 'error.x']) {
      await writeFile(`${queue}/${name}`, '');
    }
    expect(await countQueue(queue)).toEqual({ queued: 2, oldest: 2000 });
  });

  it('is due as a whole when a Haraka starts', async () => {
    await using folder = await makeTempFolder('queue');
    const names = ['1000_9000_3_12_aBc_1_host', '1000_2000_0_12_aBd_2_host', '__tmp__.1_1_0_1_x_1_h'];
    for (const name of names) await writeFile(folder.file(name), name);
    await makeAllDue(folder.path, 5_000);
    expect((await readdir(folder.path)).sort()).toEqual([
      '1000_2000_0_12_aBd_2_host',
      '1000_5000_3_12_aBc_1_host',
      '__tmp__.1_1_0_1_x_1_h',
    ]);
  });
});
