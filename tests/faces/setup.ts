import { IDENTITY_KEY } from './identity';
import { Service } from './service';

/** Starts the service that all tests talk to, and stops it when they are done. */
export default async function setup(): Promise<() => Promise<void>> {
  const service = await Service.start({ IDENTITY_KEYS: IDENTITY_KEY });
  process.env['SERVICE'] = JSON.stringify(service.place);
  return () => service.stop();
}
