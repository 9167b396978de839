import { Service } from './service';

/** Starts the service that all tests talk to, and stops it when they are done. */
export default async function setup(): Promise<() => Promise<void>> {
  const service = await Service.start();
  process.env['SERVICE'] = JSON.stringify(service.place);
  return () => service.stop();
}
