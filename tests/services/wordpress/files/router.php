<?php
// For PHP's own server: files as they are, wp-admin/ as its index.php, the rest to WordPress.
$root = $_SERVER['DOCUMENT_ROOT'];
$path = '/' . ltrim(rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)), '/');
if ($path !== '/' && is_dir($root . $path) && is_file(rtrim($root . $path, '/') . '/index.php')) {
    if (!str_ends_with($path, '/')) {
        header("Location: $path/", true, 301);
        exit;
    }
    $path .= 'index.php';
}
if ($path === '/' || !is_file($root . $path)) {
    $path = '/index.php';
} elseif (!str_ends_with($path, '.php')) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $path;
$_SERVER['SCRIPT_FILENAME'] = $root . $path;
chdir(dirname($root . $path));
require $root . $path;
return true;
