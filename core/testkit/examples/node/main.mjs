// Counts up in Redis twice a second, logged in by a managed identity. The variables are those that the local Azure prints;
// on Azure the platform sets IDENTITY_ENDPOINT and IDENTITY_HEADER, and there is no REDIS_TLS_CA.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { EntraIdCredentialsProviderFactory } from '@redis/entraid';

const { REDIS_HOST, REDIS_PORT = '10000', REDIS_TLS_CA, AZURE_CLIENT_ID } = process.env;

const client = createClient({
  socket: {
    host: REDIS_HOST,
    port: Number(REDIS_PORT),
    tls: true,
    ca: REDIS_TLS_CA ? readFileSync(REDIS_TLS_CA) : undefined,
  },
  credentialsProvider: EntraIdCredentialsProviderFactory.createForUserAssignedManagedIdentity({
    clientId: AZURE_CLIENT_ID,
    userAssignedClientId: AZURE_CLIENT_ID,
    tokenManagerConfig: { expirationRefreshRatio: 0.5 },
    onReAuthenticationError: (error) => console.error('re-authentication failed:', error.message),
    onRetryableError: (error) => console.error('the identity failed:', error),
  }),
});
client.on('error', (error) => console.error('the client:', error.message));

await client.connect();
for (;;) {
  console.log('orders', await client.incr('orders'));
  await sleep(500);
}
