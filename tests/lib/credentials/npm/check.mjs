// Asks two independent implementations, offline, what they make of the questions on standard input.
// Any address that was not handed in is an error: nothing is ever fetched.
import {contexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {compactVerify, importJWK} from 'jose';

let text = '';
for await (const part of process.stdin) text += part;
const {documents, questions} = JSON.parse(text);

async function documentLoader(url) {
  const document = documents[url] ?? contexts.get(url);
  if (!document) throw new Error(`not handed in: ${url}`);
  return {contextUrl: null, document, documentUrl: url};
}

function suite() {
  return new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
}

async function embedded({credential, now, withStatus}) {
  const status = options => checkStatus({
    ...options, suite: suite(), documentLoader, verifyBitstringStatusListCredential: true, now: new Date(now)
  });
  const result = await verifyCredential({
    credential, suite: suite(), documentLoader, now: new Date(now),
    checkStatus: withStatus ? status : async () => ({verified: true}),
  });
  const bits = result.statusResult?.results?.map(({status}) => status) ?? [];
  return {verified: result.verified, bits, error: String(result.error?.errors?.[0] ?? result.error ?? '')};
}

async function jwt({credential, jwk}) {
  try {
    const {payload} = await compactVerify(credential, await importJWK(jwk, 'Ed25519'));
    return {verified: true, payload: JSON.parse(new TextDecoder().decode(payload))};
  } catch (error) {
    return {verified: false, error: String(error)};
  }
}

const answers = [];
for (const question of questions) {
  answers.push(await (question.form === 'jwt' ? jwt(question) : embedded(question)));
}
process.stdout.write(JSON.stringify(answers));
