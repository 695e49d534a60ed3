// Asks independent implementations, offline, what they make of the questions on standard input.
// Any address that was not handed in is an error: nothing is ever fetched.
import {contexts as credentials} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {contexts as integrity} from '@digitalbazaar/data-integrity-context';
import {createVerifyCryptosuite as jcs} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {contexts as multikey} from '@digitalbazaar/multikey-context';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {decode, encode, Tagged} from 'cborg';
import {compactVerify, importJWK} from 'jose';
import jsigs from 'jsonld-signatures';
import {createPublicKey, verify} from 'node:crypto';

let text = '';
for await (const part of process.stdin) text += part;
const {documents, questions} = JSON.parse(text);

function held(url) {
  return documents[url] ?? credentials.get(url) ?? integrity.get(url) ?? multikey.get(url);
}

async function documentLoader(url) {
  const document = held(url);
  if (!document) throw new Error(`not handed in: ${url}`);
  return {contextUrl: null, document, documentUrl: url};
}

const suite = over => new DataIntegrityProof({cryptosuite: over === 'rdf' ? rdfc : jcs()});
const told = error => String(error?.errors?.[0] ?? error ?? '');

async function embedded({credential, now, withStatus, over}) {
  const status = options => checkStatus({
    ...options, suite: suite(), documentLoader, verifyBitstringStatusListCredential: true, now: new Date(now)
  });
  const result = await verifyCredential({
    credential, suite: suite(over), documentLoader, now: new Date(now),
    checkStatus: withStatus ? status : async () => ({verified: true}),
  });
  const bits = result.statusResult?.results?.map(({status}) => status) ?? [];
  return {verified: result.verified, bits, error: told(result.error)};
}

// a signed document that is no credential, such as a trust list
async function signed({credential}) {
  const purpose = new jsigs.purposes.AssertionProofPurpose();
  const result = await jsigs.verify(credential, {suite: suite(), purpose, documentLoader});
  return {verified: result.verified, error: told(result.error)};
}

async function jwt({credential, jwk}) {
  const {payload, protectedHeader} = await compactVerify(credential, await importJWK(jwk, 'Ed25519'));
  return {verified: true, typ: protectedHeader.typ, payload: JSON.parse(new TextDecoder().decode(payload))};
}

// RFC 9052, 4.4: what a COSE_Sign1 signs, with another's CBOR and Node's own Ed25519
async function cose({credential, jwk}) {
  const bytes = Buffer.from(credential.split('#')[1], 'base64url');
  const tags = {18: Tagged.decoder(18)};
  const [header, , payload, signature] = decode(bytes, {tags, useMaps: true}).value;
  const over = encode(['Signature1', header, new Uint8Array(), payload]);
  const key = createPublicKey({key: jwk, format: 'jwk'});
  const members = Object.fromEntries(decode(payload, {useMaps: true}));
  return {verified: verify(null, over, key, signature), algorithm: decode(header, {useMaps: true}).get(1), members};
}

const kinds = {embedded, signed, jwt, cose};
const answers = [];
for (const question of questions) {
  answers.push(await kinds[question.form](question).catch(error => ({verified: false, error: String(error)})));
}
process.stdout.write(JSON.stringify(answers));
