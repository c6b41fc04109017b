// Every measure, in the order of the report.

import type { Measure, Scale } from '../measure.ts';
import { churnMeasure, idleMeasure, stormMeasure } from './crowd.ts';
import { latency, latencyBesideArgon2id } from './latency.ts';
import { noop } from './noop.ts';
import { imapsSignIn, largeStoreSignIn, pop3sSignIn, smtpsSignIn } from './sign-in.ts';
import { largeSubmission, smallSubmission } from './submission.ts';
import { append, fetch } from './transfer.ts';
import { webDownload, webSmall, webUpload } from './web.ts';
import { webSessionsMeasure } from './web-sessions.ts';

export function allMeasures(scale: Scale): readonly Measure[] {
  return [
    imapsSignIn,
    latency,
    noop,
    fetch,
    append,
    smallSubmission,
    largeSubmission,
    pop3sSignIn,
    smtpsSignIn,
    idleMeasure(scale.idleCounts),
    largeStoreSignIn,
    stormMeasure(scale.stormClients),
    latencyBesideArgon2id,
    churnMeasure(scale.churnConnections),
    webSmall,
    webDownload,
    webUpload,
    webSessionsMeasure(scale.webSessions),
  ];
}
