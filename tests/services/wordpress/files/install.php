<?php
// Installs the site and its two people, and writes what later steps need to know as JSON.
// Nothing here may be called $wp: WordPress would take it for its own.
[, $h_root, $h_settings] = $argv;
$h_settings = json_decode($h_settings, true);
$_SERVER += [
    'HTTP_HOST' => $h_settings['host'], 'SERVER_NAME' => '127.0.0.1',
    'SERVER_PORT' => parse_url('http://' . $h_settings['host'], PHP_URL_PORT),
    'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1',
    'REMOTE_ADDR' => '127.0.0.1',
];
define('WP_INSTALLING', true);
require "$h_root/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('Corporate site', 'wpadmin', 'admin@example.test', true, '', $h_settings['password']);
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
$GLOBALS['wp_rewrite']->init();
$GLOBALS['wp_rewrite']->flush_rules(false);
update_option('timezone_string', $h_settings['timezone']);
update_option('blog_public', 0);

// The classic theme first: its comment form and list are what the corporate site resembles.
$h_themes = wp_get_themes();
$h_wanted = ['twentytwentyone', 'twentytwentytwo', 'twentytwentythree'];
foreach ([...$h_wanted, ...array_keys($h_themes)] as $h_theme) {
    if (isset($h_themes[$h_theme])) { switch_theme($h_theme); break; }
}

wp_insert_user([
    'user_login' => 'wpeditor', 'user_pass' => $h_settings['editor_password'],
    'user_email' => 'editor@example.test', 'display_name' => 'Web Editor', 'role' => 'editor',
]);

function h_person($login) {
    $user = get_user_by('login', $login);
    $made = WP_Application_Passwords::create_new_application_password(
        $user->ID, ['name' => 'sync', 'app_id' => '']);
    if (is_wp_error($made)) throw new Exception($made->get_error_message());
    return ['id' => $user->ID, 'user' => $login, 'app_password' => $made[0]];
}

file_put_contents($h_settings['result'], json_encode([
    'version' => $GLOBALS['wp_version'], 'theme' => get_stylesheet(),
    'administrator' => h_person('wpadmin'), 'editor' => h_person('wpeditor'),
]));
