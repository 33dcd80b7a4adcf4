#!/usr/bin/env bash
# A cache without access keys, an identity that may use it, and a container app that runs as that identity. main.bicep
# and main.tf create the same.
# Safe to run again, also where a run was cut: what is there already is kept, what is missing is created, and the app is
# brought up to date. A cache that is there but set up differently is refused, with the command that changes it.
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
EXTERNAL=${EXTERNAL:-false}       # whether callers outside the environment reach the app, which has no authentication
PRIVATE_NETWORK=${PRIVATE_NETWORK:-false}  # true: in a virtual network, and the cache reachable from there alone
ACTION_GROUP=${ACTION_GROUP:-}    # the resource id of an action group that the alert notifies
ENVIRONMENT=${ENVIRONMENT:-$APP-environment}
IDENTITY=${IDENTITY:-$APP-identity}
LOGS=${LOGS:-$APP-logs}

fail() {
    echo "$1" >&2
    exit 2
}

case $SERVICE-$TOPOLOGY in
    managed-standalone) policy=NoCluster ;;
    managed-cluster) policy=OSSCluster ;;
    cache-standalone) ;;
    cache-cluster) fail "This script creates no clustered Azure Cache for Redis: that is Premium, and is being retired." ;;
    *) fail "SERVICE is managed or cache, TOPOLOGY is standalone or cluster; they are $SERVICE and $TOPOLOGY." ;;
esac
case $EXTERNAL-$PRIVATE_NETWORK in
    true-true | true-false | false-true | false-false) ;;
    *) fail "EXTERNAL and PRIVATE_NETWORK are true or false; they are $EXTERNAL and $PRIVATE_NETWORK." ;;
esac
public_access=Enabled
[ "$PRIVATE_NETWORK" = false ] || public_access=Disabled

there() {
    "$@" --output none 2>/dev/null
}

# What the cache has, what is wanted, and what changes it.
expect() {
    [ "$2" = "$3" ] || fail "$CACHE is there already, and its $1 is $2, not $3. $4"
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

there az monitor log-analytics workspace show --workspace-name "$LOGS" --resource-group "$RESOURCE_GROUP" ||
    az monitor log-analytics workspace create --workspace-name "$LOGS" --resource-group "$RESOURCE_GROUP" \
        --location "$LOCATION" --retention-time 30 --output none
logs() {
    az monitor log-analytics workspace show --workspace-name "$LOGS" --resource-group "$RESOURCE_GROUP" \
        --query "$1" --output tsv
}
logs_id=$(logs id)

make_cache() {
    if ! there az redis show --name "$CACHE" --resource-group "$RESOURCE_GROUP"; then
        az redis create --name "$CACHE" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
            --sku Standard --vm-size c1 --minimum-tls-version 1.2 \
            --redis-configuration '{"aad-enabled": "true"}' --disable-access-keys true --output none
        # Creating has no parameter for it.
        az redis update --name "$CACHE" --resource-group "$RESOURCE_GROUP" \
            --set "publicNetworkAccess=$public_access" --output none
    fi
    cache() {
        az redis show --name "$CACHE" --resource-group "$RESOURCE_GROUP" --query "$1" --output tsv
    }
    cache_id=$(cache id)
    az resource wait --ids "$cache_id" --created
    expect "network access" "$(cache publicNetworkAccess)" "$public_access" \
        "az redis update --name $CACHE --resource-group $RESOURCE_GROUP --set publicNetworkAccess=$public_access"
    expect "disableAccessKeyAuthentication" "$(cache disableAccessKeyAuthentication)" true \
        "This drops all connections: az redis update --name $CACHE --resource-group $RESOURCE_GROUP --set disableAccessKeyAuthentication=true"
    host=$(cache hostName)
    assigned=$(az redis access-policy-assignment list --name "$CACHE" --resource-group "$RESOURCE_GROUP" \
        --query "[?objectId=='$principal_id'].name" --output tsv)
    [ -n "$assigned" ] ||
        az redis access-policy-assignment create --name "$CACHE" --resource-group "$RESOURCE_GROUP" \
            --policy-assignment-name "$APP" --access-policy-name "Data Contributor" \
            --object-id "$principal_id" --object-id-alias "$APP" --output none
    link_group=redisCache
    zone=privatelink.redis.cache.windows.net

    # Each login, and each refused one, as the service sees them.
    az monitor diagnostic-settings create --name logins --resource "$cache_id" --workspace "$logs_id" \
        --export-to-resource-specific true --logs '[{"category": "MSEntraAuthenticationAuditLog", "enabled": true}]' \
        --output none
    # shellcheck disable=SC2086 # no group is no argument
    az monitor metrics alert create --name "$APP-refused-logins" --resource-group "$RESOURCE_GROUP" \
        --scopes "$cache_id" --description "The cache refuses logins, or tokens expire on its connections." \
        --condition "max errors > 0 where ErrorType includes MicrosoftEntraAuthenticationFailure or MicrosoftEntraTokenExpired" \
        --evaluation-frequency 5m --window-size 15m --severity 1 ${ACTION_GROUP:+--action "$ACTION_GROUP"} --output none
}

make_managed() {
    az extension add --name redisenterprise --upgrade --yes --only-show-errors
    az extension add --name scheduled-query --upgrade --yes --only-show-errors
    # This creates the cluster and then its database. Both may still be on their way from a run that was cut.
    there az redisenterprise show --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" ||
        az redisenterprise create --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
            --sku Balanced_B0 --minimum-tls-version 1.2 --public-network-access "$public_access" \
            --client-protocol Encrypted --clustering-policy "$policy" --access-keys-auth Disabled --output none
    az redisenterprise wait --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" --created
    there az redisenterprise database show --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" ||
        az redisenterprise database create --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" \
            --client-protocol Encrypted --clustering-policy "$policy" --access-keys-auth Disabled --output none
    az redisenterprise database wait --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" --created

    cluster() {
        az redisenterprise show --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" --query "$1" --output tsv
    }
    database() {
        az redisenterprise database show --cluster-name "$CACHE" --resource-group "$RESOURCE_GROUP" \
            --query "$1" --output tsv
    }
    expect "network access" "$(cluster publicNetworkAccess)" "$public_access" \
        "az redisenterprise update --cluster-name $CACHE --resource-group $RESOURCE_GROUP --public-network-access $public_access"
    expect "cluster policy" "$(database clusteringPolicy)" "$policy" \
        "Set TOPOLOGY to fit it. Only NoCluster can be changed in place; any other needs a new database, without its data."
    expect "access key setting" "$(database accessKeysAuthentication)" Disabled \
        "This drops all connections: az redisenterprise database update --cluster-name $CACHE --resource-group $RESOURCE_GROUP --access-keys-auth Disabled"
    cache_id=$(cluster id)
    host=$(cluster hostName)
    assigned=$(az redisenterprise database access-policy-assignment list --cluster-name "$CACHE" \
        --database-name default --resource-group "$RESOURCE_GROUP" \
        --query "[?user.objectId=='$principal_id'].name" --output tsv)
    # Its name may have letters and digits alone.
    [ -n "$assigned" ] ||
        az redisenterprise database access-policy-assignment create --cluster-name "$CACHE" \
            --database-name default --resource-group "$RESOURCE_GROUP" \
            --access-policy-assignment-name "${APP//[^A-Za-z0-9]/}" --access-policy-name default \
            --object-id "$principal_id" --output none
    link_group=redisEnterprise
    zone=privatelink.redis.azure.net

    # Each login, and each refused one, as the service sees them. The log's table comes with its first line.
    az monitor diagnostic-settings create --name logins --resource "$(database id)" --workspace "$logs_id" \
        --logs '[{"category": "ConnectionEvents", "enabled": true}]' --output none
    # There is no metric of refused logins, so the alert asks the log. 0 and 1 are its codes of a refusal.
    az monitor scheduled-query create --name "$APP-refused-logins" --resource-group "$RESOURCE_GROUP" \
        --location "$LOCATION" --scopes "$logs_id" --description "The cache refuses logins." \
        --condition "count 'Refused' > 5" \
        --condition-query Refused='REDConnectionEvents | where EventType == "auth" and EventStatus in (0, 1)' \
        --evaluation-frequency 5m --window-size 10m --severity 1 --skip-query-validation true \
        ${ACTION_GROUP:+--action-groups "$ACTION_GROUP"} --output none
}

make_network() {
    local network=$APP-network endpoint=$CACHE-endpoint
    there az network vnet show --name "$network" --resource-group "$RESOURCE_GROUP" ||
        az network vnet create --name "$network" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
            --address-prefixes 10.20.0.0/22 --output none
    there az network vnet subnet show --name apps --vnet-name "$network" --resource-group "$RESOURCE_GROUP" ||
        az network vnet subnet create --name apps --vnet-name "$network" --resource-group "$RESOURCE_GROUP" \
            --address-prefixes 10.20.0.0/24 --delegations Microsoft.App/environments --output none
    there az network vnet subnet show --name endpoints --vnet-name "$network" --resource-group "$RESOURCE_GROUP" ||
        az network vnet subnet create --name endpoints --vnet-name "$network" --resource-group "$RESOURCE_GROUP" \
            --address-prefixes 10.20.1.0/27 --output none
    there az network private-dns zone show --name "$zone" --resource-group "$RESOURCE_GROUP" ||
        az network private-dns zone create --name "$zone" --resource-group "$RESOURCE_GROUP" --output none
    there az network private-dns link vnet show --name "$network" --zone-name "$zone" --resource-group "$RESOURCE_GROUP" ||
        az network private-dns link vnet create --name "$network" --zone-name "$zone" --resource-group "$RESOURCE_GROUP" \
            --virtual-network "$network" --registration-enabled false --output none
    there az network private-endpoint show --name "$endpoint" --resource-group "$RESOURCE_GROUP" ||
        az network private-endpoint create --name "$endpoint" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
            --vnet-name "$network" --subnet endpoints --connection-name "$CACHE" \
            --private-connection-resource-id "$cache_id" --group-id "$link_group" --output none
    # Created again each time: its show command is reported to succeed where there is none.
    az network private-endpoint dns-zone-group create --name default --endpoint-name "$endpoint" \
        --resource-group "$RESOURCE_GROUP" --private-dns-zone "$zone" --zone-name redis --output none
    subnet=(--internal-only true --infrastructure-subnet-resource-id "$(az network vnet subnet show --name apps \
        --vnet-name "$network" --resource-group "$RESOURCE_GROUP" --query id --output tsv)")
}

"make_$SERVICE"
subnet=()
[ "$PRIVATE_NETWORK" = false ] || make_network

registries='[]'
if [ -n "$REGISTRY" ]; then
    registry_id=$(az acr show --name "$REGISTRY" --query id --output tsv)
    server=$(az acr show --name "$REGISTRY" --query loginServer --output tsv)
    az role assignment create --assignee-object-id "$principal_id" --assignee-principal-type ServicePrincipal \
        --role AcrPull --scope "$registry_id" --output none
    registries="[{server: $server, identity: $identity_id}]"
fi

# The key of the workspace is looked up by the CLI itself.
there az containerapp env show --name "$ENVIRONMENT" --resource-group "$RESOURCE_GROUP" ||
    az containerapp env create --name "$ENVIRONMENT" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
        --logs-workspace-id "$(logs customerId)" --enable-workload-profiles true \
        ${subnet[@]+"${subnet[@]}"} --output none
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
  workloadProfileName: Consumption
  configuration:
    activeRevisionsMode: Single
    ingress: {external: $EXTERNAL, targetPort: 8080}
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
        # Redis has a say in readiness alone: a restart does not repair Redis.
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
