"""Counts up in Redis twice a second, logged in by a managed identity.

The variables are those that the local Azure prints; on Azure the platform sets IDENTITY_ENDPOINT and IDENTITY_HEADER, and
there is no REDIS_TLS_CA.
"""

import os
import time

import redis
from redis_entraid.cred_provider import (
    ManagedIdentityIdType,
    ManagedIdentityType,
    create_from_managed_identity,
)

client = redis.Redis(
    host=os.environ["REDIS_HOST"],
    port=int(os.environ.get("REDIS_PORT", "10000")),
    ssl=True,
    ssl_ca_certs=os.environ.get("REDIS_TLS_CA"),
    credential_provider=create_from_managed_identity(
        identity_type=ManagedIdentityType.USER_ASSIGNED,
        resource="https://redis.azure.com",
        id_type=ManagedIdentityIdType.CLIENT_ID,
        id_value=os.environ["AZURE_CLIENT_ID"],
    ),
)

while True:
    print("orders", client.incr("orders"), flush=True)
    time.sleep(0.5)
