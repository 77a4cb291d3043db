<?php
define('DB_NAME', 'wordpress');
define('DB_USER', '@USER@');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:@SOCKET@');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define($name . '_KEY', '@SALT@' . $name);
    define($name . '_SALT', '@SALT@' . strrev($name));
}
define('WP_HOME', 'http://@HOST@');
define('WP_SITEURL', 'http://@HOST@');
define('WP_ENVIRONMENT_TYPE', 'local');          // application passwords over plain http
define('DISABLE_WP_CRON', true);                 // no requests to itself
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1,localhost');
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_AUTO_UPDATE_CORE', false);
define('DISALLOW_FILE_MODS', true);
define('WP_DEBUG', false);
define('WP_MEMORY_LIMIT', '256M');
@CONSTANTS@
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
