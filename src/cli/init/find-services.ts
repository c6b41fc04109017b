// Looks where mail servers usually are.

import { type ServiceProbe, USUAL_PORTS } from '../probe/service-probe.ts';
import { type FoundService, isLoopback } from './answers.ts';

/** Everything that answers on the usual ports of a host, with how it can be talked to. */
export async function findServices(host: string, probe: ServiceProbe): Promise<readonly FoundService[]> {
  const found = await Promise.all(
    USUAL_PORTS.map(async ({ protocol, port, tls }): Promise<readonly FoundService[]> => {
      const report = await probe.probe({ protocol, host, port, tls });
      if (report.kind === 'unreachable') return [];
      const isUntrusted = report.certificate?.problem !== undefined;
      // On this machine a certificate that proves nothing (the distribution's own) is worth no more than clear text.
      const way = isUntrusted && isLoopback(host) && report.tls === 'starttls' ? 'none' : report.tls;
      return [{ protocol, host, port, tls: way, report }];
    }),
  );
  return found.flat();
}
