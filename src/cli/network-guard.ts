/**
 * Keeps secrets off machines that are online: a cold command refuses while a network interface other than loopback is
 * up. It cannot know about a cable plugged in later; the offline machine itself is the protection, this is the reminder.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { IcehouseError } from '../core/errors.ts';

const LINUX_INTERFACES = '/sys/class/net';
const LOOPBACK_TYPE = 772;
const INTERFACE_UP = 0x1;

/** Names of interfaces other than loopback that are up, with or without an address. */
export function activeInterfaces(): string[] {
  const addressed = Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some((address) => !address.internal))
    .map(([name]) => name);
  return [...new Set([...addressed, ...upOnLinux()])].sort();
}

/** On Linux an interface can be up without an address, which Node does not list; the kernel does. */
function upOnLinux(): string[] {
  try {
    return readdirSync(LINUX_INTERFACES).filter((name) => {
      const read = (field: string) => readFileSync(`${LINUX_INTERFACES}/${name}/${field}`, 'utf8').trim();
      return Number(read('type')) !== LOOPBACK_TYPE && (Number(read('flags')) & INTERFACE_UP) !== 0;
    });
  } catch {
    return []; // Not Linux, or a sandbox without /sys: the list with addresses stands.
  }
}

/**
 * @throws IcehouseError `cold/network-up` unless the person allowed it.
 */
export function refuseWhenOnline(interfaces: readonly string[], allowed: boolean): void {
  if (allowed || interfaces.length === 0) return;
  throw new IcehouseError({
    code: 'cold/network-up',
    kind: 'environment',
    message: 'this command handles a seed, and this machine has a network interface up',
    found: interfaces.join(', '),
    expected: 'no interface but loopback',
    next: 'use an offline machine, or add --online-ok if the wallet is for practice or you accept the risk',
  });
}
