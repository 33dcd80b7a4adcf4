#!/usr/bin/env bash
# A cache without access keys, an identity that may use it, and a container app that runs as that identity.
# Safe to run twice: what is there already is kept, and the app is brought up to date.
set -euo pipefail

: "${RESOURCE_GROUP:?the resource group to work in}"
: "${LOCATION:?the region, such as westeurope}"
: "${CACHE:?the name of the cache; it is part of a public host name}"
: "${APP:?the name of the container app}"
: "${IMAGE:?the container image to run}"
SERVICE=${SERVICE:-managed}       # managed: Azure Managed Redis; cache: Azure Cache for Redis
TOPOLOGY=${TOPOLOGY:-standalone}  # as REDIS_TOPOLOGY; of Azure Managed Redis it also decides the cluster policy
CLIENT=${CLIENT:-lettuce}         # the sample's REDIS_CLIENT
REGISTRY=${REGISTRY:-}            # an Azure Container Registry to pull from, by name; empty for a public image
ENVIRONMENT=${ENVIRONMENT:-$APP-environment}
IDENTITY=${IDENTITY:-$APP-identity}

fail() {
    echo "$1" >&2
    exit 2
}

case $SERVICE-$TOPOLOGY in
    managed-standalone) policy=EnterpriseCluster ;;
    managed-cluster) policy=OSSCluster ;;
    cache-standalone) ;;
    cache-cluster) fail "A clustered Azure Cache for Redis is Premium: make it by hand, then run this with its name." ;;
    *) fail "SERVICE is managed or cache, TOPOLOGY is standalone or cluster; they are $SERVICE and $TOPOLOGY." ;;
esac

there() {
    "$@" --output none 2>/dev/null
}

# A group that is there may be in another region, which creating it would not forgive.
there az group show --name "$RESOURCE_GROUP" ||
    az group create --name "$RESOURCE_GROUP" --location "$LOCATION" --output none

# The identity comes first, so that it has access before the app starts for the first time.
az identity create --name "$IDENTITY" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" --output none
identity() {
    az identity show --name "$IDENTITY" --resource-group "$RESOURCE_GROUP" --query "$1" --output tsv
}
identity_id=$(identity id)
client_id=$(identity clientId)
principal_id=$(identity principalId)

make_cache() {
    there az redis show --name "$CACHE" --resource-group "$RESOURCE_GROUP" ||
        az redis create --name "$CACHE" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
            --sku Standard --vm-size c1 --minimum-tls-version 1.2 \
            --redis-configuration '{"aad-enabled": "true"}' --disable-access-keys true --output none
    host=$(az redis show --name "$CACHE" --resource-group "$RESOURCE_GROUP" --query hostName --output tsv)
    assigned=$(az redis access-policy-assignment list --name "$CACHE" --resource-group "$RESOURCE_GROUP" \
        --query "[?objectId=='$principal_id'].name" --output tsv)
    [ -n "$assigned" ] ||
        az redis access-policy-assignment create --name "$CACHE" --resource-group "$RESOURCE_GROUP" \
            --policy-assignment-name "$APP" --access-policy-name "Data Contributor" \
            --object-id "$principal_id" --object-id-alias "$APP" --output none
}

make_managed() {
    az extension add --name redisenterprise --upgrade --yes --only-show-errors
    there az redisenterprise show --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" ||
        az redisenterprise create --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
            --sku Balanced_B0 --minimum-tls-version 1.2 --public-network-access Enabled \
            --client-protocol Encrypted --clustering-policy "$policy" --access-keys-auth Disabled --output none
    host=$(az redisenterprise show --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" \
        --query hostName --output tsv)
    assigned=$(az redisenterprise database access-policy-assignment list --cluster-name "$CACHE" \
        --database-name default --resource-group "$RESOURCE_GROUP" \
        --query "[?user.objectId=='$principal_id'].name" --output tsv)
    # Its name may have letters and digits alone in older versions of the extension.
    [ -n "$assigned" ] ||
        az redisenterprise database access-policy-assignment create --cluster-name "$CACHE" \
            --database-name default --resource-group "$RESOURCE_GROUP" \
            --access-policy-assignment-name "${APP//[^A-Za-z0-9]/}" --access-policy-name default \
            --object-id "$principal_id" --output none
}

"make_$SERVICE"

registries='[]'
if [ -n "$REGISTRY" ]; then
    registry_id=$(az acr show --name "$REGISTRY" --query id --output tsv)
    server=$(az acr show --name "$REGISTRY" --query loginServer --output tsv)
    az role assignment create --assignee-object-id "$principal_id" --assignee-principal-type ServicePrincipal \
        --role AcrPull --scope "$registry_id" --output none
    registries="[{server: $server, identity: $identity_id}]"
fi

there az containerapp env show --name "$ENVIRONMENT" --resource-group "$RESOURCE_GROUP" ||
    az containerapp env create --name "$ENVIRONMENT" --resource-group "$RESOURCE_GROUP" \
        --location "$LOCATION" --output none
environment_id=$(az containerapp env show --name "$ENVIRONMENT" --resource-group "$RESOURCE_GROUP" \
    --query id --output tsv)

definition=$(mktemp "${TMPDIR:-/tmp}/app.XXXXXX")
trap 'rm -f "$definition"' EXIT
cat > "$definition" <<YAML
location: $LOCATION
identity:
  type: UserAssigned
  userAssignedIdentities:
    $identity_id: {}
properties:
  environmentId: $environment_id
  configuration:
    activeRevisionsMode: Single
    ingress: {external: true, targetPort: 8080}
    registries: $registries
  template:
    containers:
      - name: app
        image: $IMAGE
        resources: {cpu: 0.5, memory: 1Gi}
        env:
          - {name: REDIS_HOST, value: "$host"}
          - {name: REDIS_TOPOLOGY, value: "$TOPOLOGY"}
          - {name: REDIS_CLIENT, value: "$CLIENT"}
          - {name: AZURE_CLIENT_ID, value: "$client_id"}
          - {name: PORT, value: "8080"}
        # Redis has a say in readiness alone: a restart mends no Redis.
        probes:
          - {type: Startup, httpGet: {path: /actuator/health/liveness, port: 8080}, periodSeconds: 6, failureThreshold: 10}
          - {type: Liveness, httpGet: {path: /actuator/health/liveness, port: 8080}, periodSeconds: 10, failureThreshold: 3}
          - {type: Readiness, httpGet: {path: /actuator/health/readiness, port: 8080}, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3}
    scale:
      minReplicas: 1
      maxReplicas: 4
      rules:
        - {name: http, http: {metadata: {concurrentRequests: "50"}}}
YAML
if there az containerapp show --name "$APP" --resource-group "$RESOURCE_GROUP"; then
    az containerapp update --name "$APP" --resource-group "$RESOURCE_GROUP" --yaml "$definition" --output none
else
    az containerapp create --name "$APP" --resource-group "$RESOURCE_GROUP" --yaml "$definition" --output none
fi

name=$(az containerapp show --name "$APP" --resource-group "$RESOURCE_GROUP" \
    --query properties.configuration.ingress.fqdn --output tsv)
echo "https://$name/api/health"
