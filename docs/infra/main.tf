# A cache without access keys, an identity that may use it, and a container app that runs as that identity. deploy.sh and
# main.bicep create the same.

terraform {
  required_version = ">= 1.9"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 5.0"
    }
  }
}

provider "azurerm" {
  features {}

  # From 5.0 on the provider registers nothing unless told to, and Microsoft.App it never did.
  resource_provider_registrations = "none"
  resource_providers_to_register = [
    "Microsoft.App",
    "Microsoft.Cache",
    "Microsoft.ContainerRegistry",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "microsoft.insights",
  ]
}

variable "resource_group" {
  description = "An existing resource group."
  type        = string
}

variable "cache_name" {
  description = "Part of the public host name of the cache."
  type        = string
}

variable "app_name" {
  type = string
}

variable "image" {
  description = "The container image to run."
  type        = string
}

variable "registry_name" {
  description = "An Azure Container Registry in the resource group to pull from. Null for a public image."
  type        = string
  default     = null
}

variable "service" {
  description = "managed: Azure Managed Redis. cache: Azure Cache for Redis, which is being retired; creating one may be refused."
  type        = string
  default     = "managed"
  validation {
    condition     = contains(["managed", "cache"], var.service)
    error_message = "service is managed or cache."
  }
}

variable "topology" {
  description = "As REDIS_TOPOLOGY. cluster is for Azure Managed Redis here: this creates no clustered Azure Cache for Redis."
  type        = string
  default     = "standalone"
  validation {
    condition     = var.topology == "standalone" || (var.topology == "cluster" && var.service == "managed")
    error_message = "topology is standalone, or cluster with service managed."
  }
}

variable "redis_client" {
  description = "lettuce, jedis or redisson."
  type        = string
  default     = "lettuce"
}

variable "external" {
  description = "Whether callers outside the environment reach the app. The sample has no authentication."
  type        = bool
  default     = false
}

variable "private_network" {
  description = "Puts the environment into a virtual network, and leaves the cache reachable from that network alone."
  type        = bool
  default     = false
}

variable "action_group_id" {
  description = "An action group that alerts notify. Null: an alert is only listed in the portal."
  type        = string
  default     = null
}

locals {
  managed       = var.service == "managed"
  cache_id      = local.managed ? azurerm_managed_redis.this[0].id : azurerm_redis_cache.this[0].id
  private       = var.private_network ? 1 : 0
  action_groups = var.action_group_id == null ? [] : [var.action_group_id]
}

data "azurerm_resource_group" "this" {
  name = var.resource_group
}

resource "azurerm_user_assigned_identity" "app" {
  name                = "${var.app_name}-identity"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = data.azurerm_resource_group.this.location
}

resource "azurerm_managed_redis" "this" {
  count                 = local.managed ? 1 : 0
  name                  = var.cache_name
  resource_group_name   = data.azurerm_resource_group.this.name
  location              = data.azurerm_resource_group.this.location
  sku_name              = "Balanced_B0"
  public_network_access = var.private_network ? "Disabled" : "Enabled"

  # The provider replaces the database, with its data, where the policy changes, although Azure itself can leave
  # NoCluster in place: see docs/migrate-to-azure-managed-redis.md.
  default_database {
    access_keys_authentication_enabled = false
    client_protocol                    = "Encrypted"
    clustering_policy                  = var.topology == "cluster" ? "OSSCluster" : "NoCluster"
  }
}

resource "azurerm_managed_redis_access_policy_assignment" "app" {
  count            = local.managed ? 1 : 0
  managed_redis_id = azurerm_managed_redis.this[0].id
  object_id        = azurerm_user_assigned_identity.app.principal_id
}

resource "azurerm_redis_cache" "this" {
  count                              = local.managed ? 0 : 1
  name                               = var.cache_name
  resource_group_name                = data.azurerm_resource_group.this.name
  location                           = data.azurerm_resource_group.this.location
  sku_name                           = "Standard"
  family                             = "C"
  capacity                           = 1
  access_keys_authentication_enabled = false
  non_ssl_port_enabled               = false
  minimum_tls_version                = "1.2"
  public_network_access_enabled      = !var.private_network

  redis_configuration {
    active_directory_authentication_enabled = true
  }
}

resource "azurerm_redis_cache_access_policy_assignment" "app" {
  count              = local.managed ? 0 : 1
  name               = var.app_name
  redis_cache_id     = azurerm_redis_cache.this[0].id
  access_policy_name = "Data Contributor"
  object_id          = azurerm_user_assigned_identity.app.principal_id
  object_id_alias    = var.app_name
}

resource "azurerm_virtual_network" "this" {
  count               = local.private
  name                = "${var.app_name}-network"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = data.azurerm_resource_group.this.location
  address_space       = ["10.20.0.0/22"]
}

resource "azurerm_subnet" "apps" {
  count                = local.private
  name                 = "apps"
  resource_group_name  = data.azurerm_resource_group.this.name
  virtual_network_name = azurerm_virtual_network.this[0].name
  address_prefixes     = ["10.20.0.0/24"]

  delegation {
    name = "apps"
    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  count                = local.private
  name                 = "endpoints"
  resource_group_name  = data.azurerm_resource_group.this.name
  virtual_network_name = azurerm_virtual_network.this[0].name
  address_prefixes     = ["10.20.1.0/27"]
}

resource "azurerm_private_dns_zone" "redis" {
  count               = local.private
  name                = local.managed ? "privatelink.redis.azure.net" : "privatelink.redis.cache.windows.net"
  resource_group_name = data.azurerm_resource_group.this.name
}

resource "azurerm_private_dns_zone_virtual_network_link" "redis" {
  count               = local.private
  name                = azurerm_virtual_network.this[0].name
  private_dns_zone_id = azurerm_private_dns_zone.redis[0].id
  virtual_network_id  = azurerm_virtual_network.this[0].id
}

resource "azurerm_private_endpoint" "redis" {
  count               = local.private
  name                = "${var.cache_name}-endpoint"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = data.azurerm_resource_group.this.location
  subnet_id           = azurerm_subnet.endpoints[0].id

  private_service_connection {
    name                           = var.cache_name
    private_connection_resource_id = local.cache_id
    subresource_names              = [local.managed ? "redisEnterprise" : "redisCache"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [azurerm_private_dns_zone.redis[0].id]
  }
}

data "azurerm_container_registry" "this" {
  count               = var.registry_name == null ? 0 : 1
  name                = var.registry_name
  resource_group_name = data.azurerm_resource_group.this.name
}

resource "azurerm_role_assignment" "pull" {
  count                = var.registry_name == null ? 0 : 1
  scope                = data.azurerm_container_registry.this[0].id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.app.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_log_analytics_workspace" "this" {
  name                = "${var.app_name}-logs"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = data.azurerm_resource_group.this.location
  sku                 = "PerGB2018"
  retention_in_days   = 30
}

# Each login and each refused login, as the service sees them.
resource "azurerm_monitor_diagnostic_setting" "logins" {
  name                           = "logins"
  target_resource_id             = local.managed ? azurerm_managed_redis.this[0].default_database[0].id : local.cache_id
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.this.id
  log_analytics_destination_type = local.managed ? null : "Dedicated"

  enabled_log {
    category = local.managed ? "ConnectionEvents" : "MSEntraAuthenticationAuditLog"
  }
}

# Azure Managed Redis has no metric of refused logins, so this one asks the log. 0 and 1 are its codes of a refusal.
resource "azurerm_monitor_scheduled_query_rules_alert_v2" "refused_logins" {
  count                 = local.managed ? 1 : 0
  name                  = "${var.app_name}-refused-logins"
  resource_group_name   = data.azurerm_resource_group.this.name
  location              = data.azurerm_resource_group.this.location
  description           = "The cache refuses logins."
  severity              = 1
  scopes                = [azurerm_log_analytics_workspace.this.id]
  evaluation_frequency  = "PT5M"
  window_duration       = "PT10M"
  skip_query_validation = true # the log's table comes with its first line

  criteria {
    query                   = "REDConnectionEvents | where EventType == \"auth\" and EventStatus in (0, 1)"
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = 5
  }

  action {
    action_groups = local.action_groups
  }
}

resource "azurerm_monitor_metric_alert" "refused_logins" {
  count               = local.managed ? 0 : 1
  name                = "${var.app_name}-refused-logins"
  resource_group_name = data.azurerm_resource_group.this.name
  description         = "The cache refuses logins, or tokens expire on its connections."
  severity            = 1
  scopes              = [local.cache_id]
  frequency           = "PT5M"
  window_size         = "PT15M"

  criteria {
    metric_namespace = "Microsoft.Cache/redis"
    metric_name      = "errors"
    aggregation      = "Maximum"
    operator         = "GreaterThan"
    threshold        = 0
    dimension {
      name     = "ErrorType"
      operator = "Include"
      values   = ["MicrosoftEntraAuthenticationFailure", "MicrosoftEntraTokenExpired"]
    }
  }

  dynamic "action" {
    for_each = local.action_groups
    content {
      action_group_id = action.value
    }
  }
}

resource "azurerm_container_app_environment" "this" {
  name                           = "${var.app_name}-environment"
  resource_group_name            = data.azurerm_resource_group.this.name
  location                       = data.azurerm_resource_group.this.location
  logs_destination               = "log-analytics"
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.this.id
  infrastructure_subnet_id       = one(azurerm_subnet.apps[*].id)
  internal_load_balancer_enabled = var.private_network ? true : null

  # Without a profile this would be an environment of the old type, Consumption only.
  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }
}

resource "azurerm_container_app" "this" {
  name                         = var.app_name
  resource_group_name          = data.azurerm_resource_group.this.name
  container_app_environment_id = azurerm_container_app_environment.this.id
  revision_mode                = "Single"
  workload_profile_name        = "Consumption"

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.app.id]
  }

  dynamic "registry" {
    for_each = data.azurerm_container_registry.this
    content {
      server   = registry.value.login_server
      identity = azurerm_user_assigned_identity.app.id
    }
  }

  ingress {
    external_enabled = var.external
    target_port      = 8080
    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  template {
    min_replicas = 1
    max_replicas = 4

    container {
      name   = "app"
      image  = var.image
      cpu    = 0.5
      memory = "1Gi"

      env {
        name  = "REDIS_HOST"
        value = local.managed ? azurerm_managed_redis.this[0].hostname : azurerm_redis_cache.this[0].hostname
      }
      env {
        name  = "REDIS_TOPOLOGY"
        value = var.topology
      }
      env {
        name  = "REDIS_CLIENT"
        value = var.redis_client
      }
      env {
        name  = "AZURE_CLIENT_ID"
        value = azurerm_user_assigned_identity.app.client_id
      }
      env {
        name  = "PORT"
        value = "8080"
      }

      # Redis has a say in readiness alone: a restart does not repair Redis.
      startup_probe {
        transport               = "HTTP"
        path                    = "/actuator/health/liveness"
        port                    = 8080
        interval_seconds        = 6
        failure_count_threshold = 10
      }
      liveness_probe {
        transport               = "HTTP"
        path                    = "/actuator/health/liveness"
        port                    = 8080
        interval_seconds        = 10
        failure_count_threshold = 3
      }
      readiness_probe {
        transport               = "HTTP"
        path                    = "/actuator/health/readiness"
        port                    = 8080
        interval_seconds        = 5
        timeout                 = 5
        failure_count_threshold = 3
      }
    }

    http_scale_rule {
      name                = "http"
      concurrent_requests = "50"
    }
  }

  # The first start pulls the image, finds the cache and logs in, so access and the network come first.
  depends_on = [
    azurerm_role_assignment.pull,
    azurerm_managed_redis_access_policy_assignment.app,
    azurerm_redis_cache_access_policy_assignment.app,
    azurerm_private_endpoint.redis,
    azurerm_private_dns_zone_virtual_network_link.redis,
  ]
}

output "url" {
  value = "https://${azurerm_container_app.this.ingress[0].fqdn}/api/health"
}
