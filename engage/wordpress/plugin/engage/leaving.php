<?php
/**
 * What goes when the plugin is deleted. What is not ours to say stays as it stands: posts, comments
 * and whether they are held.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

/** Only an installed plugin can be deleted by WordPress; a must-use one leaves with its files. */
function note_uninstalling() {
	register_uninstall_hook( dirname( __DIR__ ) . '/engage.php', __NAMESPACE__ . '\\clear' );
}

function clear() {
	delete_metadata( 'post', 0, KEY_META, '', true );
	delete_metadata( 'comment', 0, MODIFIED_META, '', true );
}
