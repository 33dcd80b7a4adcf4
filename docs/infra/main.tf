# A cache without access keys, an identity that may use it, and a container app that runs as that identity.

terraform {
  required_version = ">= 1.9"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60" # the first with access policy assignments of Azure Managed Redis
    }
  }
}

provider "azurerm" {
  features {}
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
  description = "managed: Azure Managed Redis. cache: Azure Cache for Redis, which is being retired."
  type        = string
  default     = "managed"
  validation {
    condition     = contains(["managed", "cache"], var.service)
    error_message = "service is managed or cache."
  }
}

variable "topology" {
  description = "As REDIS_TOPOLOGY. cluster is for Azure Managed Redis here: of Azure Cache for Redis this makes none."
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

locals {
  managed = var.service == "managed"
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
  count               = local.managed ? 1 : 0
  name                = var.cache_name
  resource_group_name = data.azurerm_resource_group.this.name
  location            = data.azurerm_resource_group.this.location
  sku_name            = "Balanced_B0"

  default_database {
    access_keys_authentication_enabled = false
    client_protocol                    = "Encrypted"
    clustering_policy                  = var.topology == "cluster" ? "OSSCluster" : "EnterpriseCluster"
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

resource "azurerm_container_app_environment" "this" {
  name                       = "${var.app_name}-environment"
  resource_group_name        = data.azurerm_resource_group.this.name
  location                   = data.azurerm_resource_group.this.location
  logs_destination           = "log-analytics"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id
}

resource "azurerm_container_app" "this" {
  name                         = var.app_name
  resource_group_name          = data.azurerm_resource_group.this.name
  container_app_environment_id = azurerm_container_app_environment.this.id
  revision_mode                = "Single"

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
    external_enabled = true
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

      # Redis has a say in readiness alone: a restart mends no Redis.
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

  # The first start pulls the image and logs in, so access comes first.
  depends_on = [
    azurerm_role_assignment.pull,
    azurerm_managed_redis_access_policy_assignment.app,
    azurerm_redis_cache_access_policy_assignment.app,
  ]
}

output "url" {
  value = "https://${azurerm_container_app.this.ingress[0].fqdn}/api/health"
}
