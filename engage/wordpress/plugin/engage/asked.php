<?php
/**
 * What the platform may ask beyond WordPress's own: what the plugin can do, and many comments at once.
 *
 *   GET  /wp-json/engage/v1/capabilities           engage.capabilities(blog, user, password)
 *   POST /wp-json/engage/v1/comments               engage.newComments(blog, user, password, post, comments)
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

function capabilities() {
	$able = array( 'plugin', 'locked_update', 'modified_comments', 'notice_at_form', 'holds_comments' );
	if ( is_sync() ) {
		$able[] = 'create_comments';
		$able[] = 'create_on_closed';
	}
	return array(
		'version'      => ENGAGE_PLUGIN_VERSION,
		'capabilities' => $able,
		'time'         => gmdate( 'Y-m-d\TH:i:s\Z' ),
		'is_sync_user' => is_sync(),
		'calls'        => '' !== hook_url(),
	);
}

/** Two answers differ by who asks: this account, or one whom nobody told the plugin of. */
function register_routes() {
	register_rest_route(
		'engage/v1',
		'/capabilities',
		array(
			'methods'             => 'GET',
			'callback'            => __NAMESPACE__ . '\\capabilities',
			'permission_callback' => function () {
				return current_user_can( 'moderate_comments' );
			},
		)
	);
	register_rest_route(
		'engage/v1',
		'/comments',
		array(
			'methods'             => 'POST',
			'callback'            => function ( $request ) {
				return create_comments( $request['post'], $request['comments'] );
			},
			'permission_callback' => __NAMESPACE__ . '\\is_sync',
			'args'                => array(
				'post'     => array(
					'type'     => 'integer',
					'required' => true,
				),
				'comments' => array(
					'type'     => 'array',
					'required' => true,
					'maxItems' => MOST_AT_ONCE,
					'items'    => array( 'type' => 'object' ),
				),
			),
		)
	);
}
add_action( 'rest_api_init', __NAMESPACE__ . '\\register_routes' );

function add_methods( $methods ) {
	$methods['engage.capabilities'] = __NAMESPACE__ . '\\answer_capabilities';
	$methods['engage.newComments']  = __NAMESPACE__ . '\\answer_new_comments';
	return $methods;
}
add_filter( 'xmlrpc_methods', __NAMESPACE__ . '\\add_methods' );

function answer_capabilities( $args ) {
	$fault = sign_in( $args, 3 );
	if ( $fault ) {
		return $fault;
	}
	return current_user_can( 'moderate_comments' ) ? capabilities() : new \IXR_Error( 401, 'This account may not ask.' );
}

function answer_new_comments( $args ) {
	$fault = sign_in( $args, 5 );
	if ( $fault ) {
		return $fault;
	}
	if ( ! is_sync() ) {
		return new \IXR_Error( 401, 'This is for the account that the plugin was told of.' );
	}
	if ( ! is_array( $args[4] ) || count( $args[4] ) > MOST_AT_ONCE ) {
		return new \IXR_Error( 400, 'A list of at most ' . MOST_AT_ONCE . ' comments.' );
	}
	return create_comments( (int) $args[3], $args[4] );
}

/** Signs in as every call of XML-RPC does; the fault, or null. */
function sign_in( $args, $expected ) {
	global $wp_xmlrpc_server;
	if ( ! is_array( $args ) || count( $args ) < $expected || ! is_string( $args[1] ) || ! is_string( $args[2] ) ) {
		return new \IXR_Error( 400, 'Too few arguments.' );
	}
	$user = $wp_xmlrpc_server->login( wp_slash( $args[1] ), wp_slash( $args[2] ) );
	return $user ? null : $wp_xmlrpc_server->error;
}
