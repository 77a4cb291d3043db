<?php
/**
 * Plugin Name:       Engage
 * Description:       Keeps the posts of public engagements in step with the engagement platform: comments left here wait until they are decided there, the collection notice stands at the form, and the platform alone adds comments to closed posts.
 * Version:           1.0.0
 * Requires at least: 5.9
 * Requires PHP:      7.4
 * Author:            Engage
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 *
 * It works as a plugin (wp-content/plugins/engage/) and as a must-use plugin (this file and the
 * folder beside it in wp-content/mu-plugins/). There is no page of options; wp-config.php says:
 *
 *   ENGAGE_SYNC_USER    the login of the account that the platform uses here
 *   ENGAGE_ADDRESSES    optional: from where that account may come, "192.0.2.7, 10.0.0.0/8"
 *   ENGAGE_HOOK_URL     optional: whom to tell that something changed here
 *   ENGAGE_HOOK_SECRET  and what these calls are signed with, 32 characters or more
 *   ENGAGE_URL          optional: the platform's address; links to its engagements become cards
 *
 * Everything else concerns posts that carry the platform's mark and nothing else of the site.
 *
 * @package Engage
 */

// No function stands in this file: PHP would declare it before it comes to this line, and a site
// that has the plugin twice would break.
if ( ! defined( 'ABSPATH' ) || defined( 'ENGAGE_PLUGIN_VERSION' ) ) {
	return;
}
define( 'ENGAGE_PLUGIN_VERSION', '1.0.0' );

foreach ( array( 'account', 'marks', 'admitting', 'creating', 'changes', 'notice', 'asked', 'calls', 'cards', 'leaving' ) as $engage_part ) {
	require __DIR__ . "/engage/$engage_part.php";
}
unset( $engage_part );

register_activation_hook( __FILE__, 'Engage\\note_uninstalling' );
