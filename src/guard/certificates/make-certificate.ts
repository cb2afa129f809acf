import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { bits, boolean, der, integer, objectId, octets, sequence, set, tagged, time, utf8 } from "./der.ts";

/** A serving certificate with its chain and key, and what a client must trust; PEM. */
export interface Certificate {
  certificate: string;
  key: string;
  authority: string;
  notAfter: Date;
}

export interface CertificateRequest {
  /** Names and IP addresses by which the API server reaches the guard. */
  hosts: readonly string[];
  now: Date;
  validSeconds: number;
}

/** Clocks of other machines may be behind. */
const EARLIER_SECONDS = 3600;

const OID = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKey: "2.5.29.14",
  keyUsage: "2.5.29.15",
  alternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKey: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
};

/**
 * An authority of its own that signs this one certificate, after which its key is gone: nothing else can ever be signed
 * with it, and no key is on any disk. P-256, RFC 5280.
 */
export function makeCertificate(request: CertificateRequest): Certificate {
  const [authority, server] = [keys(), keys()];
  const notAfter = new Date(request.now.getTime() + request.validSeconds * 1000);
  const notBefore = new Date(request.now.getTime() - EARLIER_SECONDS * 1000);
  const shared = { issuer: "kube-autofix guard authority", signer: authority, notBefore, notAfter };
  const root = signed({
    ...shared,
    subject: shared.issuer,
    publicKey: authority.publicKey,
    extensions: [
      extension(OID.basicConstraints, sequence(boolean(true), integer(Buffer.from([0]))), true),
      // keyCertSign
      extension(OID.keyUsage, bits(Buffer.from([0x04]), 2), true),
    ],
  });
  const leaf = signed({
    ...shared,
    subject: "kube-autofix guard",
    publicKey: server.publicKey,
    extensions: [
      extension(OID.basicConstraints, sequence(), true),
      // digitalSignature
      extension(OID.keyUsage, bits(Buffer.from([0x80]), 7), true),
      extension(OID.extendedKeyUsage, sequence(objectId(OID.serverAuthentication))),
      extension(OID.alternativeName, sequence(...request.hosts.map(generalName))),
    ],
  });
  const key = server.privateKey.export({ type: "pkcs8", format: "pem" });
  return { certificate: pem(leaf) + pem(root), key: String(key), authority: pem(root), notAfter };
}

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const keys = (): KeyPair => generateKeyPairSync("ec", { namedCurve: "prime256v1" });

function signed(content: {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyPair;
  notBefore: Date;
  notAfter: Date;
  extensions: Buffer[];
}): Buffer {
  const algorithm = sequence(objectId(OID.ecdsaWithSha256));
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    name(content.issuer),
    sequence(time(content.notBefore), time(content.notAfter)),
    name(content.subject),
    infoOf(content.publicKey),
    tagged(
      3,
      sequence(
        extension(OID.subjectKey, octets(keyId(content.publicKey))),
        extension(OID.authorityKey, sequence(der(0x80, keyId(content.signer.publicKey)))),
        ...content.extensions,
      ),
    ),
  );
  return sequence(body, algorithm, bits(sign("sha256", body, content.signer.privateKey)));
}

/** 127 bits, positive and never zero. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

const infoOf = (key: KeyObject): Buffer => key.export({ type: "spki", format: "der" });
const keyId = (key: KeyObject) => createHash("sha256").update(infoOf(key)).digest().subarray(0, 20);
const name = (text: string) => sequence(set(sequence(objectId(OID.commonName), utf8(text))));

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(objectId(id), ...(isCritical ? [boolean(true)] : []), octets(value));
}

function generalName(host: string): Buffer {
  if (isIP(host) === 4) return der(0x87, Buffer.from(host.split(".").map(Number)));
  if (isIP(host) === 6) throw new RangeError(`${host}: name a host with an IPv6 address by its name`);
  return der(0x82, Buffer.from(host, "ascii"));
}

function pem(content: Buffer): string {
  const lines = content.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
